import { priorityOf, type Weights } from './prioritization.ts';
import type { Act } from './request-act.ts';
import { handingKeys, oweBothTold, receiverOf } from './responsibility.ts';
import { type DecideStage, oweStageIssue, stageRefusal } from './stage.ts';
import { endedStage } from './stage-end.ts';
import { mayNotWorkOn, missingIn, type StageKindRow } from './stage-kind.ts';
import { isGone } from './tool.ts';
import { type DecideTool, refuse, type ToolAct } from './tool-act.ts';
import { claimWaits, datePromises, oweOffer, transferOf } from './transfer-claim.ts';

/** SUN-6: what one team hands another. */
export const TRANSFER: StageKindRow = {
  kind: 'transfer',
  label: 'Transfer',
  phases: [
    { id: 'offered', label: 'Offered' },
    { id: 'accepted', label: 'Handing over' },
  ],
  lists: () => [
    {
      ...{ id: 'responsibilities', title: 'Responsibilities', of: 'responsibility', phase: 'accepted' },
      items: [
        { key: 'code', title: 'Code', hint: 'Where it is, and who may merge there from now on.' },
        { key: 'runbook', title: 'Runbook', hint: 'How it is run, and what to do when it fails.' },
        {
          key: 'secrets',
          title: 'Secrets',
          hint: 'Where they are kept, who rotates them. Never the secrets themselves.',
        },
        {
          key: 'on-call',
          title: 'On-call expectations',
          hint: 'Who is called, and how fast users are used to an answer.',
        },
        { key: 'documentation', title: 'Documentation', hint: 'How it works, and its decisions (ADRs).' },
        { key: 'stakeholders', title: 'Stakeholders told', hint: 'Whom to ask from now on, and who was told so.' },
      ],
    },
  ],
  next: (file) => {
    if (file.stage.phase === 'offered') return nextOfOffer(transferOf(file.stage));
    const [first] = missingIn(TRANSFER, file, 'accepted');
    return first === undefined
      ? 'Next: end the transfer. All of it is accepted.'
      : `Next: ${first}, handed over and accepted.`;
  },
  filesIssue: ({ phase, iid }) => phase !== 'offered' || iid !== null,
  begins: (stage, now) => ({
    owed: [oweOffer(stage), ...(stage.iid === null ? [] : [oweStageIssue(stage)])],
    promises: [...datePromises(stage, now), ...transferOf(stage).claims.map((claim) => claimWaits(stage, claim, now))],
  }),
};

function nextOfOffer({ claims, until }: ReturnType<typeof transferOf>): string {
  const open = claims.filter(({ state }) => state === 'open').length;
  if (open === 0) return `Next: a team that claims it${until === '' ? '' : `, until ${until}`}.`;
  return `Next: accept or decline ${open === 1 ? 'the claim' : `the ${open} claims`}.`;
}

/**
 * The transfer is done (SUN-6): the tool leaves the inventory as transferred, owned by the team that took it over, and everything else that was
 * under way for it ends. Refused while a responsibility is neither accepted nor settled; it names which.
 */
export const endTransfer =
  (act: ToolAct): DecideStage =>
  (file) => {
    const not = mayNotWorkOn(act, file);
    if (not !== null) return stageRefusal(not);
    const receiver = receiverOf(file.stage);
    if (file.stage.phase !== 'accepted' || receiver === null) return stageRefusal('Not yet. No claim is accepted.');
    const open = missingIn(TRANSFER, file, 'accepted');
    if (open.length > 0) return stageRefusal(`Not yet. Neither accepted nor settled: ${open.join('; ')}.`);
    const why = `${receiver.team} has taken it over`;
    return {
      ok: true,
      value: endedStage(act, file, {
        ...{ why, rules: [toTransferred(act, receiver.team, why)], endsOthers: `${why}.` },
        keeps: handingKeys(file),
        owed: [oweOffer(file.stage), ...oweBothTold(file.stage, 'ended')],
        answer: `The transfer has ended. The tool is ${receiver.team}’s now, and has left the inventory.`,
      }),
    };
  };

const toTransferred =
  (act: Act & { weights: Weights }, team: string, why: string): DecideTool =>
  (tool) => {
    if (isGone(tool)) return refuse(`${tool.name} is ${tool.state} already.`);
    const fields = {
      state: 'transferred' as const,
      owningTeam: team,
      owningTeamBefore: tool.owningTeam,
      ownerId: null,
    };
    const change = { actor: act.roles.person.id, action: 'transferred', why, fields };
    return { ok: true, value: { change, priority: priorityOf({ ...tool, ...fields }, act.weights), answer: '' } };
  };
