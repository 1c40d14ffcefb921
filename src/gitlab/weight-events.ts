import { BaseResource } from '@gitbeaker/requester-utils';

/** When an issue's weight was set, and by whom (Premium and up). @gitbeaker's own class of that name asks for the events of its state. */
export class WeightEvents extends BaseResource<false> {
  async all(project: string | number, iid: number): Promise<unknown> {
    const path = `projects/${encodeURIComponent(project)}/issues/${iid}/resource_weight_events`;
    const { body } = await this.requester.get(path, { searchParams: { per_page: '100' } });
    return body;
  }
}
