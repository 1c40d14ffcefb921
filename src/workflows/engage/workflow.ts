import type { App } from '@slack/bolt';
import type { Deps, Workflow } from '../../deps.ts';
import { maySeeEngagements, namesTeam } from '../../domain/engagement.ts';
import { riskReference } from '../../domain/risk.ts';
import type { Call, Command } from '../../slack/command.ts';
import { inline } from '../../slack/escape.ts';
import type { Listening } from '../../slack/listen.ts';
import { charterHome, charterTick, listenToCharter } from './charter.ts';
import { engagementView, listenToEngagements, NOT_FOR_YOU } from './engagements.ts';
import { listModal } from './list.ts';
import { redrawBelow } from './redraw.ts';
import { followRiskIssue, riskIssue } from './risk-issue.ts';
import { riskOfRequest } from './risk-parts.ts';
import { listenToRisks, riskView } from './risks.ts';

/** The charter's work with others: its own review, the teams that are met, the risks that work mitigates (CHA-1, CHA-3, CHA-4). */
export const engageWorkflow: Workflow = {
  name: 'engage',
  commands: (deps) => [engageCommand(deps)],
  listen(app: App, deps: Deps) {
    const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
    listenToCharter({ ...listening, app }, deps, async (submitted) => {
      await redrawBelow(deps, submitted, { below: await listModal(deps, submitted.roles, 'It is planned.') });
    });
    listenToEngagements(listening, deps);
    listenToRisks(listening, deps);
  },
  deliveries: { 'risk-issue': riskIssue },
  ticks: [charterTick],
  home: charterHome,
  request: riskOfRequest,
  issue: followRiskIssue,
};

function engageCommand(deps: Deps): Command {
  return {
    ...{ word: 'engage', usage: '[TEAM|RISK]', forTeam: true },
    help: 'The teams that ProdSecEng meets and their agendas, the risk register, and the review of the charter.',
    run: (call) => engage(deps, call),
  };
}

async function engage(deps: Deps, { roles, rest, answer, open }: Call): Promise<void> {
  if (!maySeeEngagements(roles)) return answer({ text: NOT_FOR_YOU });
  if (rest === '') return open(() => listModal(deps, roles));
  const risk = await deps.storage.risks.riskNamed(riskReference(rest));
  if (risk !== null) return open(async () => (await riskView(deps, risk.id, roles)) ?? listModal(deps, roles));
  const engagements = await deps.storage.engagements.openEngagements();
  const found = engagements.find(({ team }) => namesTeam(rest, team));
  if (found === undefined)
    return answer({
      text: `There is no engagement and no risk “${inline(rest.slice(0, 80))}”. \`/prodseceng engage\` lists them.`,
    });
  return open(async () => (await engagementView(deps, found.id, roles)) ?? listModal(deps, roles));
}
