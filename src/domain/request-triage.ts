import { categoryOf, type FeatureRequests } from './category.ts';
import { type Answers, carryAnswers } from './form.ts';
import { HANDOVER_FORM } from './forms/handover-form.ts';
import { NEW_FORM } from './forms/new-form.ts';
import {
  oweCard,
  oweDirect,
  oweWorkItemClosing,
  oweWorkItemReopening,
  oweWorkItemUpdate,
  requestNumber,
} from './owed.ts';
import { answersFor, type RequestFile } from './request.ts';
import { type Act, type Decide, ended, entryBy, kept, TEAM_ONLY } from './request-act.ts';
import type { Tool } from './tool.ts';
import { no, yes } from './verdict.ts';

export type TriageEnd = 'answered' | 'new' | 'handover' | 'backlog' | 'owner' | 'closed';

/** How an other request ends, or what becomes of it (OTHER-1). `closes`: its work item is closed with it. */
export const TRIAGE_ENDS: readonly { id: TriageEnd; label: string; means: string; closes: boolean }[] = [
  { id: 'answered', label: 'Answered', means: 'Your text is the answer; nothing more is to be done', closes: true },
  {
    id: 'new',
    label: 'Turn into a net-new request',
    means: 'It goes on under its number; what is missing is asked',
    closes: false,
  },
  {
    id: 'handover',
    label: 'Turn into an ownership transfer',
    means: 'It goes on under its number; what is missing is asked',
    closes: false,
  },
  {
    id: 'backlog',
    label: 'Accept to the backlog',
    means: 'It stays open as a candidate; refinement follows',
    closes: false,
  },
  {
    id: 'owner',
    label: 'Name the owning team',
    means: 'Another team owns it: say which, and where to go',
    closes: true,
  },
  { id: 'closed', label: 'Close with a reason', means: 'It is not done, and your text says why', closes: true },
];

/** Which of them a request for a feature of a tool can come to: what its category says of features comes first (INV-5…8). */
const FEATURE_ENDS: Record<FeatureRequests, readonly TriageEnd[]> = {
  refused: ['closed', 'owner'],
  triaged: ['backlog', 'closed'],
  // On its way into the product: looked at together with its epic, by the team or by whoever owns the product work.
  product: ['answered', 'new', 'backlog', 'owner', 'closed'],
};

/** The ends that a request can come to. `tool`: the tool whose feature it asks for; null where it names none of the inventory. */
export function triageEnds(tool: Tool | null): typeof TRIAGE_ENDS {
  if (tool === null) return TRIAGE_ENDS;
  const { features } = categoryOf(tool.category);
  const offered = TRIAGE_ENDS.filter(({ id }) => FEATURE_ENDS[features].includes(id));
  return features !== 'refused'
    ? offered
    : offered.map((end) => (end.id === 'closed' ? { ...end, ...NOT_ACCEPTED } : end));
}

const NOT_ACCEPTED = { label: 'Not accepted', means: 'Its category takes no features; a contribution is offered' };

/** Said to whoever asked for a feature that is not accepted. Names no category: not everybody may read the inventory (INV-2). */
export const CONTRIBUTE_INSTEAD =
  'ProdSecEng takes no feature requests for this tool, but reviews contributions: open a merge request, and hand it in with *Contribute it* on this request.';

const endOf = (id: TriageEnd) => TRIAGE_ENDS.find((each) => each.id === id) ?? TRIAGE_ENDS[0];

/** Only the team triages, and only an open other request; one of the other doors is assessed instead. */
function cannotTriage(file: RequestFile, { roles }: Act): string | null {
  if (!roles.team) return TEAM_ONLY;
  const over = ended(file);
  if (over !== null) return over;
  return file.request.door === 'other'
    ? null
    : `${requestNumber(file.request.id)} is assessed, and ends by a decision. Open *Assess*.`;
}

/**
 * An other request comes to one of its ends (OTHER-1); everyone concerned is told. `text` is for the requester; `tool`: the one whose feature
 * is asked for, which leaves those ends alone that its category allows.
 */
export function triage(act: Act, end: TriageEnd, text: string, tool: Tool | null = null): Decide {
  return (file) => {
    const refusal = cannotTriage(file, act);
    if (refusal !== null) return no(refusal);
    const offered = triageEnds(tool);
    if (!offered.some(({ id }) => id === end)) return no(notOffered(tool, offered));
    const refused = tool !== null && end === 'closed' && categoryOf(tool.category).features === 'refused';
    if (refused) return finish(act, file, end, `${text}\n${CONTRIBUTE_INSTEAD}`.trim());
    return end === 'new' || end === 'handover' ? turnInto(act, file, end, text) : finish(act, file, end, text);
  };
}

function notOffered(tool: Tool | null, offered: typeof TRIAGE_ENDS): string {
  const ends = offered.map(({ label }) => label).join(', ');
  if (tool === null) return `Choose one of: ${ends}.`;
  return `${tool.name} is in the category ${categoryOf(tool.category).label}, so a request for a feature of it ends as one of: ${ends}.`;
}

function finish(act: Act, file: RequestFile, end: TriageEnd, text: string): ReturnType<Decide> {
  const { id } = file.request;
  const { label = end, closes = false } = endOf(end) ?? {};
  const said = entryBy(act, 'triaged', `${label}. ${text}`.trim());
  return yes({
    actor: act.roles.person.id,
    action: 'triaged',
    detail: { end },
    request: { state: 'decided', reason: said.text, asked: null, askedBy: null },
    entries: [said],
    owed: [
      oweCard(id),
      ...kept(said, file),
      ...told(file, act).map((personId) => oweDirect(id, personId, 'triaged', said.key)),
      ...(closes ? [oweWorkItemClosing(id)] : [oweWorkItemUpdate(id)]),
    ],
    answer: `${requestNumber(id)}: ${label}. The requester is told.`,
  });
}

const told = ({ request, people }: RequestFile, { roles }: Act): string[] => {
  const all = [request.requesterId, request.contactId, ...people.map(({ personId }) => personId)];
  return [...new Set(all.filter((id) => id !== null))].filter((id) => id !== roles.person.id);
};

/** It goes on under its number with the other form; nobody types a thing twice, and what is missing can be added. */
function turnInto(act: Act, file: RequestFile, door: 'new' | 'handover', text: string): ReturnType<Decide> {
  const { request } = file;
  const form = door === 'new' ? NEW_FORM : HANDOVER_FORM;
  const before = request.answers as Answers;
  const answers = carryAnswers(form, before);
  const said = entryBy(act, 'triaged', `${endOf(door)?.label ?? door}. ${text}`.trim());
  return yes({
    actor: act.roles.person.id,
    action: 'turned',
    detail: { from: request.door, to: door, before },
    request: {
      door,
      answers: { ...answers, ...(before.messageLink === undefined ? {} : { messageLink: before.messageLink }) },
    },
    entries: [said],
    owed: [
      oweCard(request.id),
      oweWorkItemUpdate(request.id),
      ...kept(said, file),
      ...told(file, act).map((personId) => oweDirect(request.id, personId, 'turned', said.key)),
    ],
    answer: `${requestNumber(request.id)} goes on as ${form.title.toLowerCase()}. Its requester is told, and can add what that form asks.`,
  });
}

/** The requester brings an ended other request back once, with new facts (OTHER-1). */
export function reopen(act: Act, facts: string, before: { reopened: boolean }): Decide {
  return (file) => {
    const { request } = file;
    if (!answersFor(request, act.roles.person.id)) return no('Only the requester or the contact can reopen a request.');
    if (request.door !== 'other' || request.state !== 'decided')
      return no(`${requestNumber(request.id)} cannot be reopened: only an other request that has ended can.`);
    if (before.reopened)
      return no(`${requestNumber(request.id)} was reopened once already. File a new request instead.`);
    const said = { ...entryBy(act, 'reopened', facts), key: reopenKey(request.id) };
    const { claimedBy } = request;
    return yes({
      actor: act.roles.person.id,
      action: 'reopened',
      request: { state: 'new', reason: null },
      entries: [said],
      owed: [
        oweCard(request.id),
        ...kept(said, file),
        ...(claimedBy === null ? [] : [oweDirect(request.id, claimedBy, 'reopened', said.key)]),
        oweWorkItemReopening(request.id),
      ],
      answer: `${requestNumber(request.id)} is open again. ProdSecEng sees your new facts.`,
    });
  };
}

/** The key of the one reopening that there can be: the entry is kept once. */
export const reopenKey = (requestId: number): string => `reopened:${requestNumber(requestId)}`;
