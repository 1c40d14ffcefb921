import type { Button, InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import type { Roles } from '../../domain/people.ts';
import { EVERY_UNITS, type Sign, type SignKind, signLabel } from '../../domain/sign.ts';
import { mayNotWatch } from '../../domain/sign-act.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import { actions, button, confirmation, context, modal, option, section } from '../../slack/blocks.ts';
import { inline, plain } from '../../slack/escape.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { signLines, signTitle } from './words.ts';

/** The signs of life of a tool, for the team that sets them. `done`: what was just done. */
export async function signsPage(deps: Deps, tool: Tool, roles: Roles, done?: string): Promise<ModalView> {
  const signs = await deps.storage.signs.signsOfTool(tool.id);
  const hasToken = (await deps.storage.signs.toolTokenHash(tool.id)) !== null;
  const not = mayNotWatch(roles, tool);
  const rows = signs.map((sign) => row(sign, deps.now()));
  return modal({
    ...{ title: 'Signs of life', callbackId: VIEWS.page, close: 'Back' },
    privateMetadata: JSON.stringify({ tool: String(tool.id) }),
    blocks: [
      ...(done === undefined ? [] : [context(`:white_check_mark: ${inline(done)}`, 'done')]),
      section(`*${toolNumber(tool.id)}* · *${inline(tool.name)}*\n${INTRO}`, { blockId: 'intro' }),
      ...(rows.length === 0 ? [section('Nothing is looked for yet.', { blockId: 'none' })] : rows),
      ...(not === null ? [actions(setButtons(deps, tool, hasToken), 'buttons')] : [context(inline(not), 'not')]),
      ...(deps.settings.signs.hosts.length === 0 ? [context(NO_HOSTS, 'hosts')] : []),
    ],
  });
}

const INTRO =
  'What shows that the tool is alive. When it is not seen for its interval, the owner is asked, once and in their working hours. No outage is reported by itself.';
const NO_HOSTS = 'No address can be checked: the settings name no host (`signs.hosts`).';

function row(sign: Sign, now: Date): KnownBlock {
  const stop = button({
    ...{ text: 'Stop', actionId: ACTIONS.stop, value: String(sign.id), label: `Stop: ${signLabel(sign.kind)}` },
    confirm: confirmation({
      ...{ title: 'Stop looking for it?', text: 'Nobody is asked any more when it is missing.' },
      ...{ yes: 'Stop', no: 'Go on' },
    }),
  });
  return section(signLines(sign, true, now), { blockId: `sign:${sign.id}`, accessory: stop });
}

function setButtons({ settings }: Deps, { id }: Tool, hasToken: boolean): Button[] {
  const set = (text: string, actionId: string) => button({ text, actionId, value: String(id) });
  const anew = button({
    ...{ text: 'New token', actionId: ACTIONS.token, value: String(id) },
    confirm: confirmation({
      ...{ title: 'Make a new token?', text: 'The one before is of no use from then on.' },
      ...{ yes: 'Make it', no: 'Keep it' },
    }),
  });
  return [
    ...(settings.signs.hosts.length === 0 ? [] : [set('Check an address', ACTIONS.setAddress)]),
    set('Heartbeat', ACTIONS.setHeartbeat),
    set('Scheduled pipeline', ACTIONS.setPipeline),
    ...(hasToken ? [anew] : []),
  ];
}

const TARGETS: Record<SignKind, { label: string; hint: string } | null> = {
  address: { label: 'Address', hint: 'https, on a host that the settings name. It has to answer with 2xx within 5 s.' },
  heartbeat: null,
  pipeline: {
    label: 'Branch or tag',
    hint: 'That the schedule runs on, such as main. Its last pipeline that passed counts.',
  },
};

const input = (id: string, label: string, element: InputBlock['element'], hint?: string): InputBlock => ({
  ...{ type: 'input', block_id: id, label: plain(label), element },
  ...(hint === undefined ? {} : { hint: plain(hint, 150) }),
});

/** The form that sets one sign. */
export function setModal(tool: Tool, kind: SignKind): ModalView {
  const target = TARGETS[kind];
  const units = EVERY_UNITS.map(({ id, label }) => option(label, id));
  const [every = '1', unit] = kind === 'address' ? ['15', units[0]] : ['1', kind === 'pipeline' ? units[2] : units[1]];
  return modal({
    ...{ title: signLabel(kind), callbackId: VIEWS.set, submit: 'Look for it' },
    privateMetadata: JSON.stringify({ tool: String(tool.id), kind }),
    blocks: [
      ...(target === null
        ? []
        : [
            input(
              'target',
              target.label,
              { type: 'plain_text_input', action_id: 'target', max_length: 500 },
              target.hint,
            ),
          ]),
      input('every', 'Missing when not seen for', {
        ...{ type: 'plain_text_input', action_id: 'every', initial_value: every, max_length: 6 },
      }),
      input('unit', 'Unit', {
        ...{ type: 'static_select', action_id: 'unit', options: units },
        ...(unit === undefined ? {} : { initial_option: unit }),
      }),
    ],
  });
}

/** A token as it is shown once, with how a tool posts its heartbeat. */
export const tokenBlocks = (tool: Tool, token: string): KnownBlock[] => [
  section(`\`\`\`${token}\`\`\``, { blockId: 'token' }),
  section(
    [
      'The tool posts its heartbeat to this app’s own address:',
      `\`\`\`curl -fsS -X POST -H "Authorization: Bearer $TOKEN" https://THIS-APP/tools/${toolNumber(tool.id)}/heartbeat\`\`\``,
    ].join('\n'),
    { blockId: 'curl' },
  ),
];

export const TOKEN_SHOWN_ONCE =
  'This token is shown once: keep it where the tool keeps its secrets. Only its hash is kept here. If it is lost, make a new one.';

const about = (sign: Sign, callbackId: string, submit: string, title: string, asked: InputBlock): ModalView =>
  modal({
    ...{ title, callbackId, submit, privateMetadata: JSON.stringify({ sign: String(sign.id) }) },
    blocks: [section(`*${toolNumber(sign.toolId)}* · ${signTitle(sign, false)}`, { blockId: 'intro' }), asked],
  });

export const knownModal = (sign: Sign): ModalView =>
  about(
    sign,
    VIEWS.known,
    'It is known',
    'Known',
    input(
      'text',
      'Why is it missing?',
      { type: 'plain_text_input', action_id: 'text', multiline: true, max_length: 1_000 },
      'Nobody is asked until it is seen again.',
    ),
  );

export const muteModal = (sign: Sign, tomorrow: string): ModalView =>
  about(
    sign,
    VIEWS.mute,
    'Mute',
    'Mute until',
    input(
      'day',
      'Nobody is asked before',
      { type: 'datepicker', action_id: 'day', initial_date: tomorrow },
      'If it is still missing on that day, it is asked about again.',
    ),
  );
