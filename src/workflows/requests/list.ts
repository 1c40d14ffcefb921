import type { KnownBlock } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { leftOut } from '../../domain/counted.ts';
import { readRequestNumber, requestNumber } from '../../domain/owed.ts';
import type { RequestFile } from '../../domain/request.ts';
import { actions, button, context, header } from '../../slack/blocks.ts';
import type { Call, Command } from '../../slack/command.ts';
import { inline } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { requestRow } from '../../slack/request-rows.ts';
import { requestView } from './view.ts';

const MOST = 20;
/** As many of one's own as are counted. */
const OWN_COUNTED = 200;

/** `/prodseceng requests` and `/prodseceng request ID`. */
export function requestCommands(deps: Deps): Command[] {
  return [
    {
      word: 'requests',
      usage: '',
      help: 'Your requests, and those you lead, joined or have a stake in; for ProdSecEng also the queue.',
      run: (call) => listRequests(deps, call),
    },
    {
      word: 'request',
      usage: 'ID',
      help: 'One request as far as you may read it, and what you can do with it. For example `/prodseceng request R-12`.',
      run: (call) => showRequest(deps, call),
    },
  ];
}

async function listRequests(deps: Deps, { roles, answer }: Call): Promise<void> {
  const { requests } = deps.storage;
  const concerning = await requests.requestsConcerning(roles.person.id, OWN_COUNTED + 1);
  const most = roles.team ? MOST / 2 : MOST;
  const own = listed(deps, 'own', 'Your requests', concerning.slice(0, most), concerning.length);
  const queue = roles.team ? await queueBlocks(deps, most) : [];
  const none = concerning.length === 0 ? [context('No request concerns you yet.', 'none')] : own;
  const open = button({ text: 'New request', actionId: SHARED_ACTIONS.openIntake, style: 'primary' });
  const found =
    concerning.length === 1 ? '1 request concerns you' : `${ownInWords(concerning.length)} requests concern you`;
  await answer({ text: `${found}.`, blocks: [...queue, ...none, actions([open], 'new')] });
}

const ownInWords = (count: number): string => (count > OWN_COUNTED ? `${OWN_COUNTED}+` : String(count));

async function queueBlocks(deps: Deps, most: number): Promise<KnownBlock[]> {
  const waiting = await deps.storage.requests.queuedRequests(most);
  const count = await deps.storage.requests.countQueuedRequests();
  if (count === 0) return [header('Queue', 'queue'), context('The queue is empty.', 'queue_empty')];
  return listed(deps, 'queue', 'Queue, longest waiting first', waiting, count);
}

function listed(deps: Deps, list: string, title: string, shown: readonly RequestFile[], count: number): KnownBlock[] {
  const rest = count - shown.length;
  return [
    header(title, list),
    ...shown.map(({ request }) => requestRow(request, deps.now(), list)),
    ...(rest > 0
      ? [
          context(
            `…and ${leftOut(count, shown.length)} more. \`/prodseceng request ID\` opens any of them.`,
            `${list}:more`,
          ),
        ]
      : []),
  ];
}

const HOW = 'Type its number, such as `/prodseceng request R-12`. `/prodseceng requests` lists those that concern you.';

async function showRequest(deps: Deps, { roles, rest, answer, open }: Call): Promise<void> {
  if (rest === '') return answer({ text: `Which request? ${HOW}` });
  const id = readRequestNumber(rest);
  if (id === null) return answer({ text: `“${inline(rest.slice(0, 40))}” is no request number. ${HOW}` });
  const file = await deps.storage.requests.request(id);
  if (file === null) return answer({ text: `There is no ${requestNumber(id)}. ${HOW}` });
  await open(await requestView(deps, file, roles));
}
