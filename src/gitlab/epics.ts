import { type Connection, read, write } from './connection.ts';
import { Epic } from './schema.ts';

export type EpicChange = { description?: string; stateEvent?: 'close' | 'reopen' };

/** Epics of a group. GitLab's free tier refuses them with 403 or 404. */
export function epicCalls({ epics }: Connection) {
  return {
    /** `group`: its path. */
    epic(group: string, iid: number): Promise<Epic> {
      return read(Epic, () => epics.show(group, iid));
    },
    updateEpic(group: string, iid: number, change: EpicChange): Promise<Epic> {
      return write(Epic, () => epics.edit(group, iid, { ...change }));
    },
  };
}
