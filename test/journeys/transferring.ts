import { toolNumber } from '../../src/domain/tool.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen } from '../../src/sandbox/start.ts';
import { INTAKE } from './deciding.ts';

export const OFFER = { channel: INTAKE, textContains: 'offered to other teams' };

/** The engineer offers T-1, with claims until this day. */
export async function offerTool(sandbox: Sandbox, until = '2026-03-20'): Promise<void> {
  const engineer = sandbox.person('engineer');
  await engineer.command(`transfer ${toolNumber(1)}`);
  await engineer.fill({
    'Why is it offered?': 'Another team uses it most',
    'What does it take to keep it running?': 'An hour a week',
    'Claims are taken until': until,
  });
  const { errors } = await engineer.submit();
  if (Object.keys(errors).length > 0) throw new Error(JSON.stringify(errors));
  await engineer.closeModal({ all: true });
  await sandbox.settled();
}

/** Somebody claims it in the channel, for a team with this DRI; gives the errors. */
export async function claim(
  sandbox: Sandbox,
  person: PersonDriver,
  team: string,
  dri: string,
): Promise<Record<string, string>> {
  await person.click(OFFER, 'Claim');
  await person.fill({ 'Receiving team': team, DRI: dri, 'Why does this team want it?': `${team} needs it` });
  const { errors } = await person.submit();
  if (Object.keys(errors).length > 0) await person.closeModal({ all: true });
  await sandbox.settled();
  return errors;
}

/** The engineer accepts the claim of this team. */
export async function acceptClaimOf(sandbox: Sandbox, team: string): Promise<void> {
  const engineer = sandbox.person('engineer');
  await engineer.command('transfer T-1');
  await engineer.press(`Accept the claim of ${team}`);
  await engineer.closeModal({ all: true });
  await sandbox.settled();
}

export const offerText = async (sandbox: Sandbox): Promise<string> =>
  screen(await sandbox.person('engineer').message(OFFER));

/** ProdSecEng offers one responsibility in the workspace that is open. */
export async function offerPart(
  engineer: PersonDriver,
  title: string,
  given: Record<string, string> = {},
): Promise<void> {
  await engineer.press(`Offer: ${title}`.slice(0, 75));
  await engineer.fill({ 'Note, or how it is settled': `All about ${title}`, ...given });
  const { errors } = await engineer.submit();
  if (Object.keys(errors).length > 0) throw new Error(JSON.stringify(errors));
}
