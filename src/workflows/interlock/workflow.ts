import type { App } from '@slack/bolt';
import type { Deps, Workflow } from '../../deps.ts';
import type { Command } from '../../slack/command.ts';
import { listenToConsolidating } from './consolidate.ts';
import { issuesElsewhere } from './elsewhere.ts';
import { listenToFeatures } from './features.ts';
import { followIssue } from './follow.ts';
import { listenToGiving } from './give.ts';
import { interlockOnHome, lateFeedbackInDigest } from './home.ts';
import { feedbackIssue } from './item.ts';
import { feedbackAsk, feedbackMissed, feedbackTold } from './messages.ts';
import { overviewScreen } from './screens.ts';
import { listenToTracking } from './tracking.ts';
import { listenToValidating } from './validate.ts';

/** The Security Interlock: workstreams, target features, and feedback that reaches product teams and comes back (LOCK-1…5). */
export const interlockWorkflow: Workflow = {
  name: 'interlock',
  commands: (deps) => [interlockCommand(deps)],
  listen: listenToInterlock,
  deliveries: {
    'feedback-item': feedbackIssue,
    'feedback-told': feedbackTold,
    'feedback-ask': feedbackAsk,
    'feedback-missed': feedbackMissed,
  },
  jobs: [issuesElsewhere],
  home: interlockOnHome,
  digest: lateFeedbackInDigest,
  issue: followIssue,
};

function interlockCommand(deps: Deps): Command {
  return {
    ...{ word: 'interlock', usage: '' },
    help: 'The Security Interlock: its workstreams and target features; give feedback on one, or say how your team gets on with it.',
    run: ({ roles, open }) => open(() => overviewScreen(deps, roles)),
  };
}

function listenToInterlock(app: App, deps: Deps): void {
  listenToFeatures(app, deps);
  listenToTracking(app, deps);
  listenToGiving(app, deps);
  listenToConsolidating(app, deps);
  listenToValidating(app, deps);
}
