import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import type { WorkKind } from '../../domain/counted-work.ts';
import { setMetric } from '../../domain/metric-set.ts';
import { csvOf, reportTable } from '../../domain/report.ts';
import { isOver } from '../../domain/report-period.ts';
import { enteredIn, textInput } from '../../slack/ask.ts';
import { modal, section } from '../../slack/blocks.ts';
import { sendFile } from '../../slack/file.ts';
import {
  type Listening,
  metadataOf,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { countedAsked, countedView } from './counted-view.ts';
import { keptFigures, newReport, reportOf, workOut } from './gather.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { labelsView } from './labels-view.ts';
import { oweReport, periodAnswer, periodByKey, versionAnswer } from './report.ts';

const WHY_MAX = 500;
const GONE = 'That report is not there any more.';
const TEAM_ONLY = 'Only ProdSecEng works a period out again.';

export function listenToMetrics(app: App, deps: Deps): void {
  const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.show, async ({ roles, value, tell }) => {
    const period = await periodByKey(deps, value);
    const { text, blocks } = period === null ? { text: GONE } : await periodAnswer(deps, roles, period);
    await tell(text, blocks);
  });
  onPressed(listening, ACTIONS.version, async ({ roles, value, tell }) => {
    const { text, blocks } = (await versionAnswer(deps, roles, Number(value))) ?? { text: GONE };
    await tell(text, blocks);
  });
  onPressed(listening, ACTIONS.counted, (pressed) => showCounted(deps, pressed, pressed.open));
  onPressed(listening, ACTIONS.page, (pressed) => showCounted(deps, pressed, pressed.update));
  onPressed(listening, ACTIONS.csv, (pressed) => sendCsv(deps, pressed));
  onPressed(listening, ACTIONS.again, (pressed) => askWhy(deps, pressed));
  onPressed(listening, ACTIONS.unlabelled, ({ roles, open, tell }) => showLabels(deps, roles, 0, { open, tell }));
  onPressed(listening, ACTIONS.labelsPage, ({ roles, value, update, tell }) =>
    showLabels(deps, roles, Number(value), { open: update, tell }),
  );
  onPressed(listening, ACTIONS.label, (pressed) => label(deps, pressed, pressed.chosen ?? ''));
  onPressed(listening, ACTIONS.suggested, (pressed) => label(deps, pressed, pressed.value));
  onSubmitted(listening, VIEWS.again, (submitted) => workOutAgain(deps, submitted));
}

async function showCounted(deps: Deps, { roles, value, tell }: Pressed, show: Pressed['open']): Promise<void> {
  const asked = countedAsked(value);
  const period = await periodByKey(deps, asked.period);
  if (period === null) return tell(GONE);
  const kept = asked.report === '' ? null : await deps.storage.reports.report(Number(asked.report));
  const figures = (kept === null ? null : keptFigures(kept)) ?? (await reportOf(deps, period)).figures;
  await show(await countedView(deps, roles, figures, asked));
}

/** The figures as a file, in the app's direct message. Figures only: nothing of it is confidential. */
async function sendCsv(deps: Deps, { roles, value, tell }: Pressed): Promise<void> {
  const period = await periodByKey(deps, value);
  if (period === null) return tell(GONE);
  const { figures } = await reportOf(deps, period);
  await tell('The file is on its way: look at the direct messages with this app.');
  const name = `prodseceng-metrics-${value.replace(':', '-')}.csv`;
  try {
    const file = { name, content: csvOf(reportTable(figures)), comment: `Metrics: ${figures.period.label}` };
    await sendFile(deps.slack.background, roles.person.id, file);
  } catch (error) {
    deps.log.warn({ error }, 'a file could not be sent');
    await tell('Slack did not take the file. Press *As CSV* again in a few minutes.');
  }
}

async function askWhy(deps: Deps, { roles, value, open, tell }: Pressed): Promise<void> {
  if (!roles.team) return tell(TEAM_ONLY);
  const period = await periodByKey(deps, value);
  if (period === null) return tell(GONE);
  const why = { id: 'why', label: 'Why?', hint: 'For example: “Labels were missing on merge requests.”' };
  await open(
    modal({
      ...{
        title: 'Work out again',
        callbackId: VIEWS.again,
        submit: 'Work out again',
        privateMetadata: JSON.stringify({ period: value }),
      },
      blocks: [
        section(
          `The figures of ${period.label} are worked out from what GitLab shows now. What was reported before stays readable.`,
        ),
        textInput(why, WHY_MAX),
      ],
    }),
  );
}

/** A correction stands beside what was reported, with who made it and why (KPI-7). */
async function workOutAgain(deps: Deps, { roles, view, key, metadata }: Submitted): Promise<SubmitAnswer> {
  const why = enteredIn(view, 'why');
  if (!roles.team) return { errors: { why: TEAM_ONLY } };
  if (why === '') return { errors: { why: 'Say why, so that a reader understands the difference.' } };
  const period = await periodByKey(deps, metadata.period ?? '');
  if (period === null || !isOver(period, deps.now())) return { errors: { why: GONE } };
  const made = newReport(deps, await workOut(deps, period), { why, by: roles.person.id });
  await deps.storage.reports.keepCorrection(made, key, [oweReport(period.key)]);
  return {
    notice: {
      title: 'Worked out again',
      text: `The new figures of ${period.label} are reported, beside those from before.`,
    },
  };
}

async function showLabels(
  deps: Deps,
  roles: Pressed['roles'],
  page: number,
  { open, tell }: Pick<Pressed, 'open' | 'tell'>,
): Promise<void> {
  if (!roles.team) return tell('Only ProdSecEng sets metric labels.');
  await open(await labelsView(deps, roles, page));
}

/** A person chose, or confirmed what was suggested (LOG-3): kept here, then set in GitLab. */
async function label(deps: Deps, { roles, blockId, view, update, tell }: Pressed, chosen: string): Promise<void> {
  const [, kind, gitlabId] = /^label:(merge_request|issue|epic):(\d+)$/u.exec(blockId) ?? [];
  if (kind === undefined) return tell(GONE);
  const ref = { kind: kind as WorkKind, gitlabId: Number(gitlabId) };
  const verdict = await deps.storage.metricLabels.setMetric(ref, setMetric({ roles }, chosen), deps.now());
  if (!verdict.ok) return tell(verdict.text);
  const page = view === null ? 0 : Number(metadataOf(view).page ?? 0);
  await update(await labelsView(deps, roles, page, verdict.value.answer));
}
