import type { Workflow } from '../../deps.ts';
import { requestCard } from './card.ts';
import { requestsInDigest } from './digest.ts';
import { direct, team } from './direct.ts';
import { requestCommands } from './list.ts';
import { listenToRequests } from './listeners.ts';
import { listenToRecording } from './record.ts';
import { thread } from './thread.ts';

/** What the team and the people concerned do with a request, what is said about it, and who reads it. */
export const requestsWorkflow: Workflow = {
  name: 'requests',
  digest: requestsInDigest,
  commands: requestCommands,
  listen(app, deps) {
    listenToRequests(app, deps);
    listenToRecording(app, deps);
  },
  deliveries: { thread, direct, team },
  card: async (_deps, file) => requestCard(file),
};
