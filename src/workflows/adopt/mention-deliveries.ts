import type { Delivery, Deps } from '../../deps.ts';
import type { Mention } from '../../domain/mention.ts';
import { inlineForGitLab, quoteForGitLab } from '../../gitlab/markdown.ts';
import type { OwedRow } from '../../storage/outbox.ts';
import { adoptIssue } from './adoption.ts';
import { botId } from './gitlab-side.ts';
import { mentionNumber, renderMention } from './mention-messages.ts';
import { renderOlder } from './older.ts';

/** What mentions and older candidates owe to Slack and GitLab. */
export const mentionDeliveries: Record<string, Delivery> = {
  mention: { to: 'slack', render: (deps, payload) => renderMention(deps, Number(payload.mentionId)) },
  older: { to: 'slack', render: (deps) => renderOlder(deps) },
  'mention-answer': { to: 'gitlab', carryOut: writeAnswer },
  'mention-adopt': { to: 'gitlab', carryOut: adoptMentioned },
  'issue-adopt': { to: 'gitlab', carryOut: adoptFromBacklog },
};

async function adoptFromBacklog(deps: Deps, { payload }: OwedRow): Promise<void> {
  const issue = await deps.gitlab.issue(Number(payload.projectId), Number(payload.iid));
  await adoptIssue(deps, issue, { actor: String(payload.personId) });
}

async function adoptMentioned(deps: Deps, { payload }: OwedRow): Promise<void> {
  const mention = await deps.storage.mentions.mention(Number(payload.mentionId));
  if (mention === null || mention.state !== 'open') return;
  const issue = await deps.gitlab.issue(mention.projectId, mention.iid);
  await adoptIssue(deps, issue, { actor: String(payload.personId), mention });
}

/** Writes the answer once: where the last try may have succeeded, it looks first. An internal note is answered by one. */
async function writeAnswer(deps: Deps, { payload, unknown }: OwedRow): Promise<void> {
  const mention = await deps.storage.mentions.mention(Number(payload.mentionId));
  if (mention === null) return;
  const { projectId, iid } = mention;
  const marker = `<!-- prodseceng:note:mention-${mentionNumber(mention.id)} -->`;
  if (unknown && (await deps.gitlab.findOwnNoteByMarker(projectId, iid, marker, { authorId: await botId(deps) })))
    return;
  const internal = await isInternal(deps, mention);
  await deps.gitlab.createNote(projectId, iid, `${marker}\n\n${await wordsOf(deps, mention)}`, { internal });
}

async function isInternal(deps: Deps, { projectId, iid, noteId, confidential }: Mention): Promise<boolean> {
  return confidential && noteId > 0 && (await deps.gitlab.note(projectId, iid, noteId)).internal;
}

async function wordsOf(deps: Deps, { state, answer, endedBy }: Mention): Promise<string> {
  const person = endedBy === null ? null : await deps.storage.people.person(endedBy);
  const who = `**${inlineForGitLab(person?.name ?? 'ProdSecEng')}**, of ProdSecEng, from Slack:`;
  if (state !== 'named') return `${who}\n\n${quoteForGitLab(answer ?? '')}`;
  const [team = '', ...rest] = (answer ?? '').split('\n');
  const words = quoteForGitLab(rest.join('\n'));
  return [who, `The owning team of this is **${inlineForGitLab(team)}**, not ProdSecEng.`, words]
    .filter(Boolean)
    .join('\n\n');
}
