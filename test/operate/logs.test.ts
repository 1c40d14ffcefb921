import { describe, expect, test } from 'vitest';
import { createLog } from '../../src/operate/logs.ts';

const SECRETS = ['xoxb-1-known', 'plain signing secret', 'p@ss/word', 'glpat-AbCdEf123456'];

function logged(write: (log: ReturnType<typeof createLog>) => void, level: 'info' | 'debug' = 'info') {
  const lines: string[] = [];
  const log = createLog({ level, secrets: SECRETS, stream: { write: (line) => void lines.push(line) } });
  write(log);
  return { text: lines.join(''), lines: lines.map((line) => JSON.parse(line)) };
}

describe('a log line', () => {
  test('is JSON with its level as a word and its time in UTC', () => {
    const { lines } = logged((log) => log.info({ request: 'R-1' }, 'filed'));
    expect(lines[0]).toMatchObject({ level: 'info', request: 'R-1', msg: 'filed' });
    expect(lines[0].time).toMatch(/^\d{4}-\d{2}-\d{2}T.*Z$/);
  });

  test('below the level is not written', () => {
    expect(logged((log) => log.debug('detail')).lines).toEqual([]);
    expect(logged((log) => log.debug('detail'), 'debug').lines).toHaveLength(1);
  });

  test('names an error given alone, with its cause', () => {
    const { lines } = logged((log) => log.error(new Error('outer', { cause: new TypeError('inner') })));
    expect(lines[0]).toMatchObject({
      msg: 'outer',
      err: { type: 'Error', cause: { type: 'TypeError', message: 'inner' } },
    });
  });

  test('of something that holds itself ends', () => {
    const loop: Record<string, unknown> = { name: 'loop' };
    loop.self = loop;
    expect(logged((log) => log.info({ loop }, 'x')).lines[0].loop).toEqual({ name: 'loop', self: '[circular]' });
  });
});

describe('no secret reaches the log', () => {
  const failing = () =>
    Object.assign(
      new Error('POST https://bot:p@ss/word@gitlab.example.com/?private_token=abc123 failed: glpat-AbCdEf123456'),
      {
        request: { headers: { 'PRIVATE-TOKEN': 'something-else', accept: 'application/json' } },
        cause: new Error('Bearer abc.def-ghi', { cause: { config: { token: 'quite plain' } } }),
      },
    );

  test.each([
    ['in the message', (log: ReturnType<typeof createLog>) => log.info('token xoxb-1-known and xapp-1-A-2-b')],
    ['in a format argument', (log) => log.info('secret %s', 'plain signing secret')],
    ['of a tool’s heartbeat', (log) => log.info(`tool_token_${'a1-_'.repeat(11)}`)],
    ['in a field', (log) => log.info({ a: { b: ['plain signing secret'] } }, 'x')],
    ['under a telling key', (log) => log.info({ signingSecret: 'not known', headers: { authorization: 'zzz' } }, 'x')],
    ['in an error, its address, headers and causes', (log) => log.error({ err: failing() }, 'failed')],
    ['in an error given alone', (log) => log.error(failing())],
    ['in what a child logger always says', (log) => log.child({ via: 'xoxb-1-known' }).info('x')],
    ['percent-encoded', (log) => log.info(`https://x.example.com/p%40ss%2Fword`)],
    ['in a response address', (log) => log.info({ url: new URL('https://hooks.slack.com/commands/T1/2/3abc') }, 'x')],
    [
      'in a map, a set and bytes',
      (log) => log.info({ m: new Map([['k', new Set(['xoxb-1-known'])]]), b: Buffer.from('xoxb-1-known') }, 'x'),
    ],
  ] as [string, (log: ReturnType<typeof createLog>) => void][])('%s', (_where, write) => {
    const { text, lines } = logged(write);
    expect(lines).toHaveLength(1);
    for (const secret of [
      ...SECRETS,
      'xapp-1',
      'tool_token_a1',
      'abc123',
      'something-else',
      'abc.def-ghi',
      'quite plain',
      'not known',
      'zzz',
      'p%40ss',
      '3abc',
    ]) {
      expect(text).not.toContain(secret);
    }
  });

  test('and what is no secret stays readable', () => {
    const { lines } = logged((log) => log.error({ err: failing() }, 'failed'));
    expect(lines[0].err.message).toContain('gitlab.example.com');
    expect(lines[0].err.request.headers.accept).toBe('application/json');
  });
});
