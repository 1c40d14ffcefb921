import type { KnownBlock } from '@slack/types';
import type { Delivery, Deps } from '../../deps.ts';
import { onlyMembersRead } from '../../domain/audience.ts';
import { healthLabel } from '../../domain/health.ts';
import type { Roles } from '../../domain/people.ts';
import { receiverOf } from '../../domain/responsibility.ts';
import type { StageFile } from '../../domain/stage.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import { type Claim, offerKey, transferOf } from '../../domain/transfer-claim.ts';
import { actions, button, context, fields, message, section } from '../../slack/blocks.ts';
import { inline, mentionPerson, truncate } from '../../slack/escape.ts';
import { intakeChannel } from '../../slack/places.ts';
import { mayRead } from './acting.ts';
import { ACTIONS } from './ids.ts';
import { claimValue, TRANSFER_ACTIONS } from './transfer-ids.ts';

const MOST_PEOPLE = 1_000;

/** The offer in the intake channel, brought up to date in place (SUN-6). Where others read the channel too it is a number with its buttons (INV-2). */
const transferOffer: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const file = await deps.storage.stages.stage(Number(payload.stageId));
    if (file === null || file.tool === null) return null;
    const posted = await deps.storage.messages.postedMessage(offerKey(file.stage.id));
    if (posted === null && file.stage.state !== 'open') return null;
    const channel = await intakeChannel(deps);
    const named = onlyMembersRead(channel) && deps.settings.inventory.visibleTo === 'members';
    const number = toolNumber(file.tool.id);
    const blocks = named ? await openOffer(deps, file, file.tool) : hiddenOffer(file, number);
    return {
      to: { channel: channel.id },
      message: message(`${number} is offered to other teams`, [...blocks, actions(buttonsOf(file), 'buttons')]),
    };
  },
};

function hiddenOffer(file: StageFile, number: string): KnownBlock[] {
  const { claims, until } = transferOf(file.stage);
  const count = claims.filter(({ state }) => state === 'open').length;
  const taken = takesClaims(file) ? `, claims until ${until}: ${count} so far` : ', not any more';
  return [
    section(`:handshake: *${number}* · a tool is offered to other teams${taken}`, { blockId: 'title' }),
    context('Open it to read what it is, if you may.', 'small'),
  ];
}

const takesClaims = ({ stage }: StageFile): boolean => stage.state === 'open' && stage.phase === 'offered';

async function openOffer(deps: Deps, file: StageFile, tool: Tool): Promise<KnownBlock[]> {
  const { stage } = file;
  const head = `:handshake: *${toolNumber(tool.id)}* · *${inline(truncate(tool.name, 150))}* is offered to other teams`;
  return [
    section(`${head}\n${inline(truncate(tool.purpose, 600))}`, { blockId: 'title' }),
    fields(await factsOf(deps, file, tool), 'facts'),
    ...(stage.why === null || stage.state !== 'open'
      ? []
      : [section(`*Why:* ${inline(truncate(stage.why, 600))}`, { blockId: 'why' })]),
    section(standingOf(file), { blockId: 'standing' }),
    context(
      takesClaims(file)
        ? '*Claim* it for your team: you name the team and who answers for it there. ProdSecEng accepts one claim; until then nothing changes.'
        : 'Claims are not taken any more.',
      'small',
    ),
  ];
}

/** What a team that thinks of taking it over asks first. */
export async function factsOf(deps: Deps, { stage }: StageFile, tool: Tool): Promise<string[]> {
  const { effort, until } = transferOf(stage);
  const people = await deps.storage.tools.peopleOfTool(tool.id, MOST_PEOPLE);
  const users = people.filter(({ role, asked }) => role === 'user' && !asked).length;
  const named = users === 0 ? '' : ` (${users} ${users === 1 ? 'person' : 'people'} named)`;
  return [
    `*Health*\n${healthLabel(tool.healthLevel)}`,
    `*Effort to keep it running*\n${effort === '' ? 'Nobody has said' : inline(truncate(effort, 500))}`,
    `*Used by*\n${tool.users === '' ? 'Nobody has said' : inline(truncate(tool.users, 300))}${named}`,
    `*Claims are taken until*\n${until === '' ? 'no date is set' : until}`,
  ];
}

function standingOf({ stage }: StageFile): string {
  const receiver = receiverOf(stage);
  if (stage.state === 'cancelled') return `*The offer has ended.* ${inline(truncate(stage.why ?? '', 500))}`;
  if (stage.state === 'ended') return `:white_check_mark: *${inline(receiver?.team ?? '')}* owns it now.`;
  if (receiver !== null) return `:white_check_mark: *${inline(receiver.team)}* takes it over: it is being handed over.`;
  const open = transferOf(stage).claims.filter(({ state }) => state === 'open');
  return open.length === 0 ? '*Nobody has claimed it yet.*' : ['*Claims*', ...open.map(claimLine)].join('\n');
}

const STATES: Record<Claim['state'], string> = {
  open: 'waits for ProdSecEng',
  withdrawn: 'withdrawn',
  accepted: 'accepted',
  declined: 'declined',
};

/** One claim in a line: for which team, who answers for it, who claimed, and where it stands. */
function claimLine({ team, driId, by, state, note }: Claim): string {
  const claimed = by === driId ? '' : `, claimed by ${by.startsWith('gitlab:') ? inline(by) : mentionPerson(by)}`;
  const why = note === null ? '' : `: ${inline(truncate(note, 300))}`;
  return `• *${inline(truncate(team, 150))}*, DRI ${mentionPerson(driId)}${claimed}: ${STATES[state]}${why}`;
}

function buttonsOf(file: StageFile) {
  const value = String(file.stage.id);
  return [...(takesClaims(file) ? [claimButton(value)] : []), button({ text: 'Open', actionId: ACTIONS.open, value })];
}

const claimButton = (value: string) =>
  button({ text: 'Claim', actionId: TRANSFER_ACTIONS.claim, value, style: 'primary' });

/** The claims in the workspace, each with what this person can do about it; who may is checked again when it is pressed. */
export async function transferBlocks(deps: Deps, file: StageFile, roles: Roles): Promise<KnownBlock[]> {
  const { stage, tool } = file;
  const { claims } = transferOf(stage);
  const rows = claims.flatMap((claim) => claimBlocks(file, claim, roles));
  const facts = tool === null || !mayRead(deps, roles, file) ? [] : [fields(await factsOf(deps, file, tool), 'facts')];
  return [
    ...facts,
    section(claims.length === 0 ? '*Nobody has claimed it yet.*' : '*Claims*', {
      blockId: 'claims',
      ...(takesClaims(file) ? { accessory: claimButton(String(stage.id)) } : {}),
    }),
    ...rows,
  ];
}

function claimBlocks(file: StageFile, claim: Claim, roles: Roles): KnownBlock[] {
  const text = `${claimLine(claim)}\n${inline(truncate(claim.why, 600))}`;
  const value = claimValue(file.stage.id, claim.id);
  const label = (what: string) => truncate(`${what} the claim of ${claim.team}`, 75);
  const mine = claim.by === roles.person.id || claim.driId === roles.person.id;
  const open = claim.state === 'open' && takesClaims(file);
  const of = (name: string, actionId: string) => button({ text: name, actionId, value, label: label(name) });
  const buttons = [
    ...(roles.team
      ? [
          { ...of('Accept', TRANSFER_ACTIONS.accept), style: 'primary' as const },
          of('Decline', TRANSFER_ACTIONS.decline),
        ]
      : []),
    ...(mine ? [of('Withdraw', TRANSFER_ACTIONS.withdraw)] : []),
  ];
  return [
    section(text, { blockId: `claim:${claim.id}` }),
    ...(open && buttons.length > 0 ? [actions(buttons, `claim_buttons:${claim.id}`)] : []),
  ];
}

/** What whoever claimed it, and the DRI, is told: that it waits, and what became of it. */
const transferClaim: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const file = await deps.storage.stages.stage(Number(payload.stageId));
    const who = await deps.access.who(String(payload.personId), '');
    const claim =
      file === null ? undefined : transferOf(file.stage).claims.find(({ id }) => id === Number(payload.claimId));
    if (file === null || claim === undefined || !who.ok) return null;
    const { roles } = who;
    const number = toolNumber(file.stage.toolId ?? 0);
    const name = mayRead(deps, roles, file) ? `*${number}* ${inline(truncate(file.stage.name, 150))}` : `*${number}*`;
    const told = payload.what === 'claimed' && claim.state !== 'open' ? `${claim.state}.` : outcomeOf(claim);
    const text = `The claim of ${inline(claim.team)} on ${name}: ${told}`;
    const you = claim.driId === roles.person.id ? ['You are named as its DRI: who answers for it in that team.'] : [];
    const value = String(file.stage.id);
    const withdraw = button({
      ...{ text: 'Withdraw', actionId: TRANSFER_ACTIONS.withdraw, value: claimValue(file.stage.id, claim.id) },
    });
    const buttons = [
      ...(claim.state === 'open' && payload.what === 'claimed' ? [withdraw] : []),
      button({ text: 'Open', actionId: ACTIONS.open, value }),
    ];
    return {
      to: { person: roles.person.id },
      message: message(text, [section([text, ...you].join('\n'), { blockId: 'what' }), actions(buttons, 'buttons')]),
    };
  },
};

function outcomeOf({ state, note }: Claim): string {
  const why = note === null ? '' : ` ${inline(truncate(note, 500))}`;
  if (state === 'open') return 'it waits for ProdSecEng to accept or decline it.';
  if (state === 'accepted') return 'accepted. What the team takes over is offered to its DRI one by one.';
  return `${state}.${why}`;
}

export const transferDeliveries = {
  'transfer-offer': transferOffer,
  'transfer-claim': transferClaim,
} satisfies Record<string, Delivery>;
