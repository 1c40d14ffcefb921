import type { ChecklistItem } from '../../domain/checklist.ts';
import { webAddress } from '../../domain/links.ts';
import { promiseKind } from '../../domain/promise.ts';
import { inlineForGitLab, linkForGitLab } from '../../gitlab/markdown.ts';
import type { Checklist } from '../../storage/checklists.ts';
import type { NameOf } from './work-item-text.ts';

/** The checklists about a request as sections of its work item (HAND-6): they are answered in Slack, and shown here. */
export const checklistSections = (checklists: readonly Checklist[], nameOf: NameOf): string[] =>
  checklists.map(({ promise, items }) =>
    [`## ${promiseKind(promise.kind).label}`, items.map((item) => itemLine(item, nameOf)).join('\n')].join('\n\n'),
  );

function itemLine({ what, state, note, by, at }: ChecklistItem, nameOf: NameOf): string {
  const text = inlineForGitLab(what);
  if (state === 'open') return `- [ ] ${text}`;
  const who = by === null || at === null ? '' : ` (${inlineForGitLab(nameOf(by))}, ${at.toISOString().slice(0, 10)})`;
  return `- [x] ${text}: ${noteOf(state, note ?? '')}${who}`;
}

function noteOf(state: ChecklistItem['state'], note: string): string {
  if (state === 'not needed') return `not needed: ${inlineForGitLab(note)}`;
  return webAddress(note) === null ? inlineForGitLab(note) : linkForGitLab(note);
}
