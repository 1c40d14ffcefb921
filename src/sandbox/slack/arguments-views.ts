import { asText, type Json, Refusal, type Slack, type StoredView } from './types.ts';

/** The view that `view_id` or `external_id` names; refused when it is closed or was never there. */
export function viewsTarget(slack: Slack, args: Json): StoredView {
  const externalId = asText(args.external_id);
  const found = externalId ? slack.views.findByExternalId(externalId) : slack.views.find(asText(args.view_id));
  if (!found) throw new Refusal('not_found');
  return found;
}
