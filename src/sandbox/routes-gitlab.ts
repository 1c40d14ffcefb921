import { type Desk, personOf } from './desk.ts';
import type { GitLabStandIn } from './gitlab/stand-in.ts';
import { Refused as GitLabRefused } from './gitlab/state.ts';
import type { Route } from './routes.ts';
import { Refused } from './slack/interactions.ts';
import { asText, type Json } from './slack/types.ts';
import { GITLAB } from './world.ts';

/** A GitLab issue template, as the app writes them. */
export type IssueTemplate = { name: string; body: string };

/** The page's GitLab pane: what people do there themselves. */
export function gitlabRoutes(gitlab: GitLabStandIn, templates: () => IssueTemplate[]): Record<string, Route> {
  const onIssue = (act: (on: { as: string; project: string; iid: number }, args: Json) => object | null): Route => {
    return (desk, args) =>
      asGitLab(() => ({
        done: act({ as: account(desk, args), project: String(args.project), iid: Number(args.iid) }, args),
      }));
  };
  return {
    'GET gitlab/issues'(desk, args) {
      const username = personOf(desk, args.as).gitlabUsername;
      return { issues: username ? gitlab.listIssues(username) : [], account: username };
    },
    'GET gitlab/issue': (desk, args) =>
      asGitLab(() => {
        const found = gitlab.issue(String(args.project), Number(args.iid), account(desk, args));
        return { ...found, description: found.issue.description };
      }),
    'GET gitlab/labels': () => ({ labels: gitlab.labels(GITLAB.project.id) }),
    'GET gitlab/templates': () => ({ templates: templates() }),
    'POST gitlab/comment': onIssue((on, args) =>
      gitlab.comment({ ...on, body: asText(args.body), internal: args.internal === true }),
    ),
    'POST gitlab/label': onIssue((on, args) => {
      if (args.remove !== undefined) gitlab.unlabel({ ...on, labels: names(args.remove) });
      return args.add === undefined ? null : gitlab.label({ ...on, labels: names(args.add) });
    }),
    'POST gitlab/assign': onIssue((on, args) =>
      gitlab.assign({ ...on, username: args.username ? String(args.username) : null }),
    ),
    'POST gitlab/state': onIssue((on, args) => (args.state === 'close' ? gitlab.close(on) : gitlab.reopen(on))),
    'POST gitlab/describe': onIssue((on, args) => gitlab.edit({ ...on, description: asText(args.description) })),
    'POST gitlab/move': onIssue((on, args) => gitlab.move({ ...on, to: String(args.to) })),
    'POST gitlab/remove': onIssue((on) => gitlab.remove(on)),
    'POST gitlab/create': (desk, args) =>
      asGitLab(() => ({
        issue: gitlab.createIssue({
          as: account(desk, args),
          project: String(args.project ?? GITLAB.project.id),
          title: asText(args.title),
          description: asText(args.description),
          labels: names(args.labels),
          confidential: args.confidential === true,
        }),
      })),
  };
}

function account(desk: Desk, args: Json): string {
  const { gitlabUsername, name } = personOf(desk, args.as);
  if (!gitlabUsername) throw new Refused(`${name} has no account in this GitLab`);
  return gitlabUsername;
}

/** GitLab's own refusals reach the page as the page's. */
function asGitLab<T extends object>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof GitLabRefused) throw new Refused(error.message);
    throw error;
  }
}

function names(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' && value !== '' ? [value] : [];
}
