import { randomUUID } from 'node:crypto';
import type { InputBlock, ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { outageNumber } from '../../domain/outage.ts';
import {
  OUTAGE_BLOCKS,
  OUTAGE_TITLE_MAX,
  reportOutage,
  soundsLikeEmergency,
  whyNoOutage,
} from '../../domain/outage-report.ts';
import type { Roles } from '../../domain/people.ts';
import { readToolNumber, type Tool, toolNumber } from '../../domain/tool.ts';
import { mayReadTools } from '../../domain/tool-sight.ts';
import { context, modal, option, section } from '../../slack/blocks.ts';
import { inline, plain, truncate } from '../../slack/escape.ts';
import type { SubmitAnswer, Submitted } from '../../slack/listen.ts';
import { VIEWS } from './ids.ts';
import { clockLine, clockTime } from './words.ts';

const TEXT_MAX = 3_000;
const EMERGENCY =
  ':rotating_light: Something that cannot wait for business hours goes to the Security Incident Response Team with `/security`, not here.';

/** What the report starts with: a tool that is known, or what was typed; and text of a Slack message. */
export type ReportStart = { tool: Tool | null; typed?: string; text?: string };

/** The report of an outage (SLO-9). */
export function reportModal({ tool, typed, text }: ReportStart): ModalView {
  const title = firstLine(text ?? '');
  return modal({
    ...{ title: 'Report an outage', callbackId: VIEWS.report, submit: 'Report' },
    privateMetadata: JSON.stringify({ draft: randomUUID(), ...(tool === null ? {} : { tool: String(tool.id) }) }),
    blocks: [
      context(EMERGENCY, 'emergency'),
      ...(tool === null
        ? [toolInput(typed ?? '')]
        : [section(`*Tool*\n${inline(tool.name)} (${toolNumber(tool.id)})`, { blockId: 'known' })]),
      input('title', 'What is broken?', 'One line. For example: “The nightly scan stops after a minute.”', {
        ...{ type: 'plain_text_input', action_id: 'title', max_length: OUTAGE_TITLE_MAX },
        ...(title === '' ? {} : { initial_value: title }),
      }),
      input('what', 'What happens, and what should happen?', 'Error messages, links, and what you tried.', {
        ...{ type: 'plain_text_input', action_id: 'what', multiline: true, max_length: TEXT_MAX },
        ...(text === undefined || text === '' ? {} : { initial_value: truncate(text, TEXT_MAX) }),
      }),
      {
        ...input('since', 'Since when?', 'Leave it empty if you do not know.', {
          type: 'datetimepicker',
          action_id: 'since',
        }),
        optional: true,
      },
      input('blocks', 'Does it block something?', 'It tells ProdSecEng what waits for it.', {
        ...{ type: 'radio_buttons', action_id: 'blocks' },
        options: OUTAGE_BLOCKS.map(({ id, label }) => option(label, id)),
      }),
    ],
  });
}

const firstLine = (text: string): string => truncate(text.split('\n')[0]?.trim() ?? '', OUTAGE_TITLE_MAX);

const toolInput = (typed: string): InputBlock =>
  input('tool', 'Which tool?', 'Its name, or its number such as T-1.', {
    ...{ type: 'plain_text_input', action_id: 'tool', max_length: 200 },
    ...(typed === '' ? {} : { initial_value: truncate(typed, 200) }),
  });

const input = (id: string, label: string, hint: string, element: InputBlock['element']): InputBlock => ({
  ...{ type: 'input', block_id: id, label: plain(label), hint: plain(hint, 150), element },
});

/** The tool that was typed: by number or name; null where there is none. */
export async function toolTyped({ storage }: Deps, typed: string): Promise<Tool | null> {
  const id = readToolNumber(typed);
  return id === null ? storage.tools.toolNamed(typed) : storage.tools.tool(id);
}

/** Keeps the report; says when response and recovery are due, in the reader's own time. */
export async function finishReport(deps: Deps, { roles, view, metadata }: Submitted): Promise<SubmitAnswer> {
  const { values } = view.state;
  const typed = (values.tool?.tool?.value ?? '').trim();
  const found =
    metadata.tool === undefined ? await toolTyped(deps, typed) : await deps.storage.tools.tool(Number(metadata.tool));
  const unknown = found === null ? await whyUnknown(deps, roles, typed) : null;
  if (unknown !== null) return { errors: { tool: unknown } };
  const tool = mayName(deps, roles) || (found !== null && whyNoOutage(found) === null) ? found : null;
  const seconds = values.since?.since?.selected_date_time ?? null;
  const given = {
    title: values.title?.title?.value ?? '',
    what: withTool(values.what?.what?.value ?? '', tool === null ? typed : ''),
    since: seconds === null ? null : new Date(seconds * 1_000),
    blocks: values.blocks?.blocks?.selected_option?.value ?? null,
  };
  const now = deps.now();
  const about = {
    roles,
    now,
    tool,
    draftId: metadata.draft ?? '',
    table: deps.settings.commitments,
    confidential: deps.settings.gitlab.confidential,
  };
  const reported = reportOutage(about, given);
  if (!reported.ok)
    return {
      errors: { [reported.field === 'tool' && metadata.tool !== undefined ? 'title' : reported.field]: reported.text },
    };
  const { id, already } = await deps.storage.outages.fileOutage(reported.value, clockTime(deps));
  return reportedNotice(
    deps,
    roles,
    id,
    already,
    soundsLikeEmergency(given.title, given.what) || given.blocks === 'incident',
  );
}

const mayName = ({ settings }: Deps, roles: Roles): boolean => mayReadTools(roles, settings.inventory.visibleTo);

const withTool = (what: string, typed: string): string =>
  typed === '' ? what : `Tool, as it was reported: ${typed}\n\n${what}`;

const NEAR = 3;

/** With an inventory that is kept to the team a name that it lacks is taken as it is: refusing it would tell what there is (INV-2). */
async function whyUnknown(deps: Deps, roles: Roles, typed: string): Promise<string | null> {
  if (typed === '') return 'Name the tool.';
  if (!mayName(deps, roles)) return null;
  const near = (await deps.storage.tools.toolsAlike(typed, NEAR)).map(({ name }) => `“${name}”`);
  const meant = near.length === 0 ? '`/prodseceng tools` lists them.' : `Did you mean ${near.join(' or ')}?`;
  return truncate(`The inventory has no tool “${truncate(typed, 60)}”. ${meant}`, 150);
}

async function reportedNotice(
  deps: Deps,
  roles: Roles,
  id: number,
  already: boolean,
  urgent: boolean,
): Promise<SubmitAnswer> {
  const file = await deps.storage.outages.outage(id);
  const shown = file !== null && file.outage.toolId !== null && mayName(deps, roles);
  const lines = shown ? file.clocks.map(clockLine) : ['ProdSecEng looks at it within its business hours.'];
  const head = `*${outageNumber(id)}* is reported${already ? ' already' : ''}. A GitLab issue and a message in the channel follow.`;
  const caution = urgent
    ? [
        '',
        ':rotating_light: *If this is an emergency, do not wait: page the Security Incident Response Team with `/security`.*',
      ]
    : [];
  return { notice: { title: 'Outage reported', text: [head, ...lines, ...caution].join('\n') } };
}
