import type { InputBlock, KnownBlock } from '@slack/types';
import type { Delivery, Deps, RequestOffer, Tick } from '../../deps.ts';
import type { Roles } from '../../domain/people.ts';
import type { DecideStage, NewStage, StageFile, StageKind, StageVoice } from '../../domain/stage.ts';
import type { Tool } from '../../domain/tool.ts';
import type { DecideTool, ToolAct } from '../../domain/tool-act.ts';
import type { Listening } from '../../slack/listen.ts';

/** Somebody who may be asked at a gate: a field of the form that asks. */
export type AskedRole = { role: string; hint: string; initial?: string };

/** A gate at which people are asked now. `question`: what each of them reads. */
export type Gate = {
  id: string;
  title: string;
  question: string;
  roles: readonly AskedRole[];
  agree: string;
  decline: string;
};

/** What a kind of stage has of its own on screen and in GitLab; its lists, gates and rules are data in `domain/`. */
export type KindScreen = {
  kind: StageKind;
  /** `cocreate` of `/prodseceng cocreate TOOL`; a kind without one is only opened by another. */
  command?: { word: string; help: string };
  /** What begins when somebody starts it for a tool: the stage, and how the tool changes with it. Or why it cannot. */
  begin?(
    act: ToolAct,
    tool: Tool,
    why: string,
    /** What was entered in the fields of its own, by id; absent while it is only asked whether it can begin at all. */
    entered?: (id: string) => string,
  ): { ok: true; made: NewStage; rules: DecideTool[] } | { ok: false; text: string; field?: string };
  /** What its details begin with beside what `begin` says. */
  details?(deps: Deps): Promise<Record<string, unknown>>;
  /** Whether it starts for a request that has no tool as well. */
  forRequests?: true;
  /** What is said where it is started, and what the reason is called; without it no reason is asked for. */
  start?: { title: string; text: string; why?: string; begun?: string; fields?(act: ToolAct): InputBlock[] };
  /** Below its lists in the workspace. */
  blocks?(deps: Deps, file: StageFile, roles: Roles): Promise<KnownBlock[]>;
  /** Buttons of the workspace, beside those that every stage has; value: the stage's id. */
  offers?(file: StageFile, roles: Roles): RequestOffer[];
  /** The gate that is open now; null where nobody is to be asked. */
  gate?(deps: Deps, file: StageFile): Gate | null;
  /** The gate that somebody was asked at, where it is not the one that is open now. */
  gateOf?(file: StageFile, voice: StageVoice): Gate | null;
  /** What *End …* says and does now; null where it is not offered. */
  ending?(file: StageFile): { text: string; ready?: boolean; decide(act: ToolAct): DecideStage } | null;
  /** Its title in GitLab. */
  issueTitle(file: StageFile): string;
  /** Its own sections of the work item, as safe Markdown. */
  sections?(deps: Deps, file: StageFile): Promise<string[]>;
  /** What the message of a gate says beside the question, for one of those asked. */
  askedLines?(file: StageFile, voice: StageVoice): string[];
  listen?(listening: Listening, deps: Deps): void;
  deliveries?: Record<string, Delivery>;
  ticks?: Tick[];
};
