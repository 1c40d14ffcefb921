import type { Deps } from '../../deps.ts';
import { type AgendaPart, agendaOf } from '../../domain/agenda.ts';
import { criticalityLabel } from '../../domain/criticality.ts';
import { isSensitiveOutage, outageNumber } from '../../domain/outage.ts';
import { asOf, isAtRisk } from '../../domain/outage-clocks.ts';
import { inOrderOfNeed, mitigationText } from '../../domain/risk.ts';
import { toolNumber } from '../../domain/tool.ts';
import type { EngagementFile } from '../../storage/engagements.ts';

const OUTAGES = 500;
const PRIORITIES = 5;

/** The agenda of the next meeting with a team, from what is known now (CHA-3). */
export async function agendaFor(deps: Deps, { engagement, meetings }: EngagementFile): Promise<AgendaPart[]> {
  return agendaOf({
    now: deps.now(),
    requests: await deps.storage.engagements.requestsOfTeam(engagement),
    before: meetings,
    atRisk: await toolsAtRisk(deps),
    priorities: await maintainedFirst(deps),
    risks: engagement.risks ? await risksInOrder(deps) : null,
  });
}

/** Tools with an outage whose commitment runs out or is breached; a sensitive one shows its number only. */
async function toolsAtRisk(deps: Deps): Promise<string[]> {
  const { storage, settings } = deps;
  const now = deps.now();
  const basis = { ...(await storage.calendars.calendarInForce()), shares: settings.reminders.shares };
  const files = (await storage.outages.openOutages(OUTAGES)).map((file) => asOf(file, basis, now));
  const urgent = files.filter((file) => isAtRisk(file, now));
  return Promise.all(
    urgent.map(async ({ outage, clocks }) => {
      const tool = outage.toolId === null ? null : await storage.tools.tool(outage.toolId);
      const name = isSensitiveOutage(outage) ? '' : ` ${tool?.name ?? 'a tool that is not known yet'}`;
      const breached = clocks.some(({ state, endedAt }) => state === 'breached' && endedAt === null);
      return `${outageNumber(outage.id)}${name}: ${breached ? 'a commitment is breached' : 'a commitment runs out'}`;
    }),
  );
}

async function maintainedFirst({ storage }: Deps): Promise<string[]> {
  const { tools } = await storage.tools.toolsBy({ order: 'maintenance' }, 0, PRIORITIES);
  return tools.map(({ id, name, criticality }) => `${toolNumber(id)} ${name} (${criticalityLabel(criticality)})`);
}

async function risksInOrder({ storage }: Deps): Promise<string[]> {
  const files = inOrderOfNeed((await storage.risks.register()).files);
  return files.map((file) => `${file.risk.reference} ${file.risk.title}: ${mitigationText(file)}`);
}
