import { type DestinationStream, type Logger, pino } from 'pino';
import { createRedactor } from './redact.ts';

export type Log = Logger;

export type LogOptions = {
  level: 'error' | 'warn' | 'info' | 'debug' | 'silent';
  /** Values that must never be written, wherever they turn up. */
  secrets?: readonly string[];
  /** Where lines go; standard output by default. */
  stream?: DestinationStream;
};

/**
 * A log of JSON lines: `level` as a word, `time` in ISO 8601 UTC, `msg`, and the fields given. Secrets do not reach it, be
 * they in the message, in a field, in an error or its cause, or in an address.
 */
export function createLog({ level, secrets = [], stream }: LogOptions): Log {
  const redactor = createRedactor(secrets);
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (error) => error },
      hooks: {
        logMethod(args, method) {
          const given: unknown[] = withErrorNamed(args);
          method.apply(this, given.map(redactor.value) as Parameters<pino.LogFn>);
        },
      },
    },
    stream ?? pino.destination({ fd: 1, sync: true }),
  );
  // pino has no formatter for what a child logger always says; children inherit this method.
  const child = log.child;
  log.child = function (this: Log, fields: object, ...rest: unknown[]) {
    return Reflect.apply(child, this, [redactor.value(fields), ...rest]);
  } as typeof log.child;
  return log;
}

/** An error given alone, or before the message, stands under `err`, as it does when it is given as a field. */
function withErrorNamed(args: readonly unknown[]): unknown[] {
  const [error, ...rest] = args;
  if (!(error instanceof Error)) return [...args];
  return [{ err: error }, ...(rest.length > 0 ? rest : [error.message])];
}

/** The log of a running app: pretty where standard output is a terminal, JSON lines elsewhere. */
export async function openLog(options: Omit<LogOptions, 'stream'>): Promise<Log> {
  if (!process.stdout.isTTY) return createLog(options);
  const { default: pretty } = await import('pino-pretty');
  return createLog({ ...options, stream: pretty({ colorize: true, translateTime: 'SYS:HH:MM:ss', sync: true }) });
}
