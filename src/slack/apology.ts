import { randomUUID } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import type { Arrival } from './arrivals.ts';
import { context, modal, said } from './blocks.ts';
import { slackFailure } from './errors.ts';
import { truncate } from './escape.ts';
import { emptyAnswer } from './interaction.ts';
import { type Log, withoutSecrets } from './log.ts';

export type ApologySettings = {
  waiting: WebClient;
  log: Log;
  /** Hears of everything that went wrong. May return a text that tells the person what to do in this case. */
  onError?: ((error: Error, about: { interaction: string; reference: string }) => string | undefined) | undefined;
};

const ANSWER_MS = 2_500;

/** The one place where what a listener threw ends: logged once, and the person told what to do, by whatever way is open. */
export function createApology(settings: ApologySettings): (error: unknown, arrival: Arrival) => Promise<void> {
  return async (thrown, arrival) => {
    const error = innermost(thrown);
    const reference = randomUUID().slice(0, 8);
    const interaction = arrival.interaction.name;
    settings.log.error({ reference, interaction, error: described(error) }, 'A listener failed');
    const text = settings.onError?.(error, { interaction, reference }) ?? textFor(error, reference);
    try {
      await tell(settings.waiting, arrival, text);
    } catch (second) {
      settings.log.warn({ reference, error: described(innermost(second)) }, 'The person could not be told');
    }
  };
}

/** Bolt wraps what is thrown, and puts several into one. */
function innermost(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if ('originals' in error && Array.isArray(error.originals)) return innermost(error.originals[0] ?? error.message);
  const wrapped = 'code' in error && String(error.code).startsWith('slack_bolt_') && 'original' in error;
  return wrapped ? innermost(error.original) : error;
}

function described(error: Error): Record<string, string> {
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return {
    name: error.name,
    message: withoutSecrets(error.message),
    ...code,
    stack: withoutSecrets(error.stack ?? ''),
  };
}

function textFor(error: Error, reference: string): string {
  const failure = slackFailure(error);
  if (failure?.code === 'expired_trigger_id' || failure?.code === 'trigger_expired') {
    return 'Slack took too long to open the window. Please try once more.';
  }
  const what = failure === null ? 'Something went wrong on our side' : 'Slack did not let us finish this';
  return `${what}. Please try again in a minute. If it happens again, tell ProdSecEng and mention ${reference}.`;
}

/** Tells the person; throws when no way was open. */
async function tell(waiting: WebClient, arrival: Arrival, text: string): Promise<void> {
  const { interaction, acknowledged, acknowledge } = arrival;
  if (interaction.kind === 'event' || interaction.kind === 'closing' || interaction.kind === 'options') {
    if (!acknowledged()) await acknowledge(emptyAnswer(interaction));
    return;
  }
  if (!acknowledged()) {
    const answer = firstAnswer(arrival, text);
    await acknowledge(answer);
    if (answer !== undefined) return;
  }
  if (interaction.responseUrl !== null && (await respond(interaction.responseUrl, text))) return;
  if (interaction.triggerId !== null && (await showView(waiting, arrival, interaction.triggerId, text))) return;
  if (interaction.userId !== null) await waiting.chat.postMessage({ channel: interaction.userId, ...messageOf(text) });
}

/** The acknowledgement that carries the text itself, where this kind of thing has one. */
function firstAnswer({ interaction }: Arrival, text: string): Record<string, unknown> | undefined {
  if (interaction.kind === 'command') return { response_type: 'ephemeral', ...messageOf(text) };
  if (interaction.kind !== 'submission' || interaction.view === null) return undefined;
  const { blocks, previous_view_id: previous, root_view_id: root } = interaction.view;
  const input = blocks.find(({ type, block_id: id }) => type === 'input' && id !== undefined);
  // At a field: the window stays as it is, with everything that was typed.
  if (input?.block_id !== undefined)
    return { response_action: 'errors', errors: { [input.block_id]: truncate(text, 150) } };
  const room = !previous || previous === root;
  return { response_action: room ? 'push' : 'update', view: apologyView(text) };
}

const messageOf = (text: string) => ({ text: 'That did not work.', blocks: [said(text, 'apology')] });

const apologyView = (text: string) =>
  modal({
    title: 'That did not work',
    close: 'Close',
    callbackId: 'apology',
    blocks: [
      said(text, 'apology'),
      context('What you had typed before is kept as a draft where there was one.', 'draft'),
    ],
  });

async function respond(url: string, text: string): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...messageOf(text) }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return answer.ok;
  } catch {
    return false;
  }
}

/** On top of the window that is open, or as a new one. */
async function showView(
  waiting: WebClient,
  { interaction }: Arrival,
  triggerId: string,
  text: string,
): Promise<boolean> {
  const open = interaction.kind === 'action' && interaction.view?.type === 'modal' ? 'push' : 'open';
  try {
    await waiting.views[open]({ trigger_id: triggerId, view: apologyView(text) });
    return true;
  } catch {
    return false;
  }
}
