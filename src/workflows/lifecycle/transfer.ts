import { missingIn } from '../../domain/stage-kind.ts';
import { mayNotChange } from '../../domain/tool-act.ts';
import { endTransfer, TRANSFER } from '../../domain/transfer.ts';
import { wrongUntil } from '../../domain/transfer-claim.ts';
import { dayInput, textInput } from '../../slack/ask.ts';
import type { KindScreen } from './kind.ts';
import { receiverSection } from './receiver-section.ts';
import { TRANSFER_ACTIONS } from './transfer-ids.ts';
import { transferBlocks, transferDeliveries } from './transfer-offer.ts';

const DAY_MS = 24 * 3_600_000;
const USUAL_DAYS = 14;

const daysOn = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** Another team takes the tool (SUN-6). */
export const transferScreen: KindScreen = {
  kind: 'transfer',
  command: { word: 'transfer', help: 'Offer a tool to another team, and hand it over.' },
  start: {
    title: 'Offer a tool',
    text: 'Another team may own and maintain it instead of a sunset. Its category stays as it is until ProdSecEng accepts a claim.',
    why: 'Why is it offered?',
    begun: 'It is offered. The offer is posted for everyone to claim; a work item opens once a claim is accepted.',
    fields: ({ today }) => [
      textInput(
        {
          id: 'effort',
          label: 'What does it take to keep it running?',
          hint: 'So that a team knows what it takes on.',
        },
        1_000,
      ),
      dayInput(
        {
          id: 'until',
          label: 'Claims are taken until',
          hint: 'You are reminded before. Without a claim its sunset goes on.',
        },
        daysOn(today, USUAL_DAYS),
      ),
    ],
  },
  begin: (act, tool, why, entered) => {
    const not = mayNotChange(act, tool);
    if (not !== null) return { ok: false, text: not };
    const until = entered?.('until') ?? '';
    const wrong = entered === undefined ? null : wrongUntil(until, act.today);
    if (wrong !== null) return { ok: false, text: wrong, field: 'until' };
    const made = {
      ...{ kind: 'transfer' as const, name: tool.name, phase: 'offered', toolId: tool.id },
      ...{ ownerId: act.roles.person.id, why, details: { until, effort: entered?.('effort') ?? '', claims: [] } },
    };
    return { ok: true, made, rules: [] };
  },
  blocks: transferBlocks,
  offers: ({ stage }) =>
    stage.phase === 'offered' ? [{ text: 'Change the date', actionId: TRANSFER_ACTIONS.until }] : [],
  ending: (file) =>
    file.stage.phase === 'accepted' && missingIn(TRANSFER, file, 'accepted').length === 0
      ? { text: 'End the transfer', decide: endTransfer }
      : null,
  issueTitle: ({ stage }) => `Transfer Tooling: ${stage.name}`,
  sections: receiverSection,
  deliveries: transferDeliveries,
};
