import type { Button, KnownBlock, ModalView } from '@slack/types';
import { requestNumber } from '../../domain/owed.ts';
import { type RequestProgress, standingOf } from '../../domain/progress.ts';
import {
  inOrderOfNeed,
  mitigation,
  mitigationText,
  type Risk,
  type RiskFile,
  type RiskWork,
} from '../../domain/risk.ts';
import { actions, button, confirmation, context, header, modal, section } from '../../slack/blocks.ts';
import { inline, link, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { ACTIONS, VIEWS } from './ids.ts';

const SHOWN = 30;
const UNKNOWN_SHOWN = 10;
const WORK_SHOWN = 15;

export type RiskList = {
  files: readonly RiskFile[];
  unknown: readonly { reference: string; requestIds: number[] }[];
  closed: readonly Risk[];
  acts: boolean;
};

/** The risks of the register that are recorded here, those without work first (CHA-4). */
export function risksModal({ files, unknown, closed, acts }: RiskList, done?: string): ModalView {
  const add = button({ text: 'Add a risk', actionId: ACTIONS.addRisk, value: '', style: 'primary' });
  const back = button({ text: 'Back', actionId: ACTIONS.back, value: '' });
  const inOrder = inOrderOfNeed(files);
  return modal({
    ...{ title: 'Risk register', callbackId: VIEWS.risks, close: 'Close' },
    blocks: [
      ...(done === undefined ? [] : [context(`:white_check_mark: ${inline(done)}`, 'done')]),
      context('Risks of the Product Security Risk Register, and the work that mitigates them.', 'what'),
      actions([back, ...(acts ? [add] : [])], 'buttons'),
      ...(files.length === 0 ? [section('No risk is recorded here yet.', { blockId: 'none' })] : []),
      ...inOrder.slice(0, SHOWN).map(riskRow),
      ...(files.length > SHOWN
        ? [context(`…and ${files.length - SHOWN} more: \`/prodseceng engage REFERENCE\` opens one.`, 'more')]
        : []),
      ...unknownBlocks(unknown, acts),
      ...(closed.length === 0 ? [] : [header('Closed', 'closed'), ...closed.map(closedRow)]),
    ],
  });
}

const openButton = ({ id, reference }: Risk): Button =>
  button({ text: 'Open', actionId: ACTIONS.openRisk, value: String(id), label: `Open ${reference}` });

function riskRow(file: RiskFile): KnownBlock {
  const { risk } = file;
  const bare = mitigation(file).total === 0;
  const text = `*${inline(risk.reference)}* ${inline(truncate(risk.title, 200))}\n${bare ? ':warning: ' : ''}${mitigationText(file)}`;
  return section(text, { blockId: `risk:${risk.id}`, accessory: openButton(risk) });
}

const closedRow = (risk: Risk): KnownBlock =>
  section(`*${inline(risk.reference)}* ${inline(truncate(risk.title, 200))}`, {
    blockId: `risk:${risk.id}`,
    accessory: openButton(risk),
  });

/** What requests name is a proposal: somebody adds it. */
function unknownBlocks(unknown: RiskList['unknown'], acts: boolean): KnownBlock[] {
  if (unknown.length === 0) return [];
  const rows = unknown.slice(0, UNKNOWN_SHOWN).map(({ reference, requestIds }, nth) => {
    const by = requestIds.slice(0, 5).map(requestNumber).join(', ');
    const add = { text: 'Add', actionId: ACTIONS.addRisk, value: truncate(reference, 100), label: `Add ${reference}` };
    const text = `*${inline(truncate(reference, 100))}* is named by ${by}`;
    return section(text, { blockId: `unknown:${nth}`, ...(acts ? { accessory: button(add) } : {}) });
  });
  return [header('Named by requests, not added yet', 'unknown'), ...rows];
}

/** The page of a risk: where it is in the register, and each piece of work with what of it has shipped (CHA-4). */
export function riskModal(
  file: RiskFile,
  acts: boolean,
  { metadata, done }: { metadata: string; done?: string },
): ModalView {
  const { risk, requests, issues } = file;
  const { total } = mitigation(file);
  const where = risk.url === null ? 'no link to the register yet' : link(risk.url, 'See it in the register');
  const facts = [
    ...(risk.state === 'closed' ? ['_closed_'] : []),
    `${total === 0 ? ':warning: ' : ''}${mitigationText(file)}`,
    where,
  ];
  const rest = requests.length + issues.length - 2 * WORK_SHOWN;
  return modal({
    ...{ title: 'Risk', callbackId: VIEWS.risk, close: 'Close', privateMetadata: metadata },
    blocks: [
      ...(done === undefined ? [] : [context(`:white_check_mark: ${inline(done)}`, 'done')]),
      section(`*${inline(risk.reference)}* ${inline(risk.title)}\n${facts.join(' · ')}`, { blockId: 'what' }),
      ...(acts ? [actions(riskButtons(risk), 'buttons')] : []),
      header('Requests', 'requests'),
      ...(requests.length === 0
        ? [
            context(
              'None names this risk. A request does so with the source *Product Security Risk Register*.',
              'requests:none',
            ),
          ]
        : []),
      ...requests.slice(0, WORK_SHOWN).map(requestRow),
      header('GitLab issues', 'issues'),
      ...(issues.length === 0 ? [context('None is linked.', 'issues:none')] : []),
      ...issues.slice(0, WORK_SHOWN).map((work) => issueRow(work, acts)),
      ...(rest > 0 ? [context('…and more, which is not shown here.', 'work:more')] : []),
    ],
  });
}

function riskButtons({ id, state }: Risk): Button[] {
  const value = String(id);
  const turn =
    state === 'open'
      ? { text: 'Close the risk', actionId: ACTIONS.closeRisk, value, confirm: CLOSE }
      : { text: 'Open it again', actionId: ACTIONS.reopenRisk, value };
  return [
    button({ text: 'Link an issue', actionId: ACTIONS.linkIssue, value }),
    button({ text: 'Edit', actionId: ACTIONS.editRisk, value }),
    button(turn),
  ];
}

const CLOSE = confirmation({
  title: 'Close this risk?',
  text: 'It then stands under Closed, and not on agendas.',
  yes: 'Close it',
  no: 'Keep it open',
});

const MARKS = {
  waiting: ':hourglass_flowing_sand: waits to be decided',
  'under way': ':hammer_and_wrench: under way',
  shipped: ':white_check_mark: shipped',
  'not done': ':heavy_minus_sign: not done here',
} as const;

function requestRow(progress: RequestProgress): KnownBlock {
  const { request, planned, workItem } = progress;
  const number = requestNumber(request.id);
  const facts = [
    MARKS[standingOf(progress)],
    ...(planned.total === 0 ? [] : [`${planned.closed} of ${planned.total} planned issues done`]),
    ...(workItem === null ? [] : [link(workItem.url, 'work item')]),
  ];
  const open = {
    text: 'Open',
    actionId: SHARED_ACTIONS.openRequest,
    value: String(request.id),
    label: `Open ${number}`,
  };
  const lock = request.sensitive ? ' :lock:' : '';
  return section(`*${number}*${lock} ${inline(truncate(request.title, 200))}\n${facts.join(' · ')}`, {
    ...{ blockId: `request:${request.id}`, accessory: button(open) },
  });
}

function issueRow({ id, title, url, state, projectId }: RiskWork, acts: boolean): KnownBlock {
  const mark =
    projectId === null
      ? ':grey_question: GitLab has not shown it to the app'
      : MARKS[state === 'closed' ? 'shipped' : 'under way'];
  const name = truncate(title, 200);
  const off = button({ text: 'Take off', actionId: ACTIONS.unlinkIssue, value: String(id), label: `Take off ${name}` });
  return section(`${url === null ? inline(name) : link(url, name)}\n${mark}`, {
    ...{ blockId: `issue:${id}`, ...(acts ? { accessory: off } : {}) },
  });
}
