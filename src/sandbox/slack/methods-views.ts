import { viewsTarget } from './arguments-views.ts';
import { checkView } from './limits-views.ts';
import type { Method } from './methods.ts';
import { viewJson } from './shapes.ts';
import { asJson, asText, type Json, Refusal, type Slack } from './types.ts';

/** Modals and the Home tab. */
export const VIEW_METHODS: Record<string, Method> = {
  'views.open': {
    scopes: [],
    token: 'bot',
    run(slack, args) {
      const content = readView(slack, args, 'views.open', 'modal');
      const { userId } = slack.triggers.redeem(asText(args.trigger_id));
      const view = slack.views.open(userId, content);
      slack.changed(userId);
      return { view: viewJson(view) };
    },
  },
  'views.push': {
    scopes: [],
    token: 'bot',
    run(slack, args) {
      const content = readView(slack, args, 'views.push', 'modal');
      const { userId } = slack.triggers.redeem(asText(args.trigger_id));
      const view = slack.views.push(userId, content);
      slack.changed(userId);
      return { view: viewJson(view) };
    },
  },
  'views.update': {
    scopes: [],
    token: 'bot',
    run(slack, args) {
      const target = viewsTarget(slack, args);
      const content = readView(slack, args, 'views.update', target.type);
      if (args.hash !== undefined && asText(args.hash) !== target.hash) throw new Refusal('hash_conflict');
      const view = slack.views.update(target, content);
      slack.changed(target.userId);
      return { view: viewJson(view) };
    },
  },
  'views.publish': {
    scopes: [],
    token: 'bot',
    run(slack, args) {
      const userId = asText(args.user_id);
      if (!slack.people.get(userId))
        throw new Refusal('invalid_arguments', { response_metadata: { messages: ['user_id'] } });
      const content = readView(slack, args, 'views.publish', 'home');
      const known = slack.views.home(userId);
      if (args.hash !== undefined && known && asText(args.hash) !== known.hash) throw new Refusal('hash_conflict');
      const view = slack.views.publish(userId, content);
      if (JSON.stringify(known?.content) !== JSON.stringify(view.content)) slack.changed(userId);
      return { view: viewJson(view) };
    },
  },
};

/** The view argument after Slack's checks; a refused view is a problem of the app. */
export function readView(slack: Slack, args: Json, method: string, surface: 'modal' | 'home'): Json {
  const view = asJson(args.view);
  if (!view)
    throw new Refusal('invalid_arguments', {
      response_metadata: { messages: ['[ERROR] missing required field: view'] },
    });
  const found = checkView(view, surface);
  if (found.length === 0) return view;
  slack.problem(`${method}: ${found.join('; ')}`);
  throw new Refusal('invalid_arguments', { response_metadata: { messages: found } });
}
