import { APP_ID, BOT, TEAM } from '../world.ts';
import { flag, page } from './arguments.ts';
import type { Method } from './methods.ts';
import { groupJson, userJson } from './shapes.ts';
import { asText, Refusal } from './types.ts';

/** Who is who: the token's own identity, people and user groups. */
export const PEOPLE_METHODS: Record<string, Method> = {
  'auth.test': {
    scopes: [],
    token: 'bot',
    run: (slack) => ({
      url: `${slack.baseUrl()}/`,
      team: TEAM.name,
      team_id: TEAM.id,
      user: BOT.name,
      user_id: BOT.userId,
      bot_id: BOT.id,
      app_id: APP_ID,
      is_enterprise_install: false,
    }),
  },
  'users.list': {
    scopes: ['users:read'],
    token: 'bot',
    run(slack, args) {
      const { items, next } = page(slack.people.all(), args, 1_000);
      return {
        members: items.map((person) => userJson(person, slack)),
        cache_ts: Math.floor(slack.now().getTime() / 1000),
        response_metadata: { next_cursor: next },
      };
    },
  },
  'users.info': {
    scopes: ['users:read'],
    token: 'bot',
    run(slack, args) {
      const person = slack.people.get(asText(args.user));
      if (!person) throw new Refusal('user_not_found');
      return { user: userJson(person, slack) };
    },
  },
  'users.lookupByEmail': {
    scopes: ['users:read.email'],
    token: 'bot',
    run(slack, args) {
      const email = asText(args.email).toLowerCase();
      const person = slack.people.all().find((one) => one.email === email && one.kind !== 'bot' && !one.deleted);
      if (!person) throw new Refusal('users_not_found');
      return { user: userJson(person, slack) };
    },
  },
  'usergroups.list': {
    scopes: ['usergroups:read'],
    token: 'bot',
    run: (slack, args) => ({
      usergroups: slack.groups.all().map((group) => groupJson(group, flag(args, 'include_users'))),
    }),
  },
  'usergroups.users.list': {
    scopes: ['usergroups:read'],
    token: 'bot',
    run(slack, args) {
      const group = slack.groups.get(asText(args.usergroup));
      if (!group) throw new Refusal('no_such_subteam');
      return { users: group.memberIds };
    },
  },
};
