import type { Workflow } from '../../deps.ts';
import { listenToReviews } from './answer.ts';
import { reviewAsk } from './ask.ts';
import { reviewCommand } from './command.ts';
import { reviewEvidence } from './evidence.ts';
import { reviewOfTool, reviewsHome } from './parts.ts';
import { reviewsJob } from './round.ts';
import { listenToVoices, reviewVoice } from './voices.ts';
import { reviewsInDigest, reviewZombie } from './zombie.ts';

/** Each operational tool comes back to its owner on a cadence, and its stakeholders are asked; what nobody uses is flagged (REV-1…3). */
export const reviewWorkflow: Workflow = {
  name: 'review',
  commands: (deps) => [reviewCommand(deps)],
  listen(app, deps) {
    const listening = { app, access: deps.access, client: deps.slack.waiting };
    listenToReviews(listening, deps);
    listenToVoices(listening, deps);
  },
  deliveries: {
    'review-ask': reviewAsk,
    'review-voice': reviewVoice,
    'review-zombie': reviewZombie,
    'review-evidence': reviewEvidence,
  },
  jobs: [reviewsJob],
  home: reviewsHome,
  tool: reviewOfTool,
  digest: reviewsInDigest,
};
