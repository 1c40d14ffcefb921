import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What a Prometheus server reads. Labels are the app's own words: neither a person nor a tool is named. */
export type Metrics = {
  /** A delivery ended: `kind` of the outbox row, outcome such as delivered, retried, set-aside. */
  delivered(kind: string, outcome: string): void;
  retried(kind: string): void;
  jobRan(job: string, outcome: 'done' | 'failed' | 'skipped'): void;
  /** Seconds from receiving something of Slack's to acknowledging it. */
  acknowledged(kind: 'command' | 'action' | 'view' | 'shortcut' | 'event' | 'options', seconds: number): void;
  /** Asked at each scrape: how many clocks are in each state. */
  watchClocks(count: () => Record<string, number> | Promise<Record<string, number>>): void;
  /** Asked at each scrape: how many deliveries are owed, by state. */
  watchOwed(count: () => Record<string, number> | Promise<Record<string, number>>): void;
  text(): Promise<{ contentType: string; body: string }>;
};

/** A label is a word of the code. Whatever does not look like one might name someone, and is counted as `other`. */
const word = (label: string) => (/^[a-z][a-z0-9:._-]{0,39}$/.test(label) ? label : 'other');

/** Slack waits 3 s for an acknowledgement; most take a few milliseconds. */
const ACK_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name: `prodseceng_${name}`, help, labelNames, registers });
  const deliveries = counter('deliveries_total', 'Deliveries that ended, by kind and outcome.', ['kind', 'outcome']);
  const retries = counter('delivery_retries_total', 'Deliveries that were tried again, by kind.', ['kind']);
  const jobs = counter('job_runs_total', 'Runs of scheduled jobs, by job and outcome.', ['job', 'outcome']);
  const acks = new Histogram({
    name: 'prodseceng_ack_seconds',
    help: "Seconds from receiving Slack's request to acknowledging it, by kind.",
    labelNames: ['kind'],
    buckets: ACK_BUCKETS,
    registers,
  });
  return {
    delivered: (kind, outcome) => deliveries.inc({ kind: word(kind), outcome: word(outcome) }),
    retried: (kind) => retries.inc({ kind: word(kind) }),
    jobRan: (job, outcome) => jobs.inc({ job: word(job), outcome }),
    acknowledged: (kind, seconds) => acks.observe({ kind }, seconds),
    watchClocks: (count) => watch(registry, 'clocks', 'Clocks of commitments, by state.', count),
    watchOwed: (count) => watch(registry, 'owed', 'Deliveries that are owed, by state.', count),
    text: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}

type Count = () => Record<string, number> | Promise<Record<string, number>>;

function watch(registry: Registry, name: string, help: string, count: Count): void {
  new Gauge({
    name: `prodseceng_${name}`,
    help,
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const counts = await count();
      this.reset();
      for (const [state, number] of Object.entries(counts)) this.set({ state: word(state) }, number);
    },
  });
}
