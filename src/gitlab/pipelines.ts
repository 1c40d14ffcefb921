import { z } from 'zod';
import { type Connection, type ProjectRef, readPage } from './connection.ts';

const PipelineRow = z
  .object({
    status: z.string(),
    updated_at: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  })
  .transform((row) => ({ status: row.status, updatedAt: row.updated_at }));
export type PipelineRow = z.output<typeof PipelineRow>;

/** As many as one look reads. */
const NEWEST = 20;

/** Scheduled pipelines, as far as they are signs of life. */
export function pipelineCalls({ pipelines }: Connection) {
  return {
    /** The newest 20 that a schedule started on a ref, the newest first. One request. */
    async scheduledPipelines(project: ProjectRef, ref: string): Promise<PipelineRow[]> {
      const query = {
        source: 'schedule',
        ref,
        orderBy: 'id',
        sort: 'desc',
        perPage: NEWEST,
        page: 1,
        showExpanded: true,
      };
      return (await readPage(PipelineRow, () => pipelines.all(project, query as never))).items;
    },
  };
}
