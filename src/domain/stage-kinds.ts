import { COCREATE } from './cocreate.ts';
import { HAND_OFF } from './hand-off.ts';
import type { StageKind } from './stage.ts';
import type { StageKindRow } from './stage-kind.ts';
import { SUNSET } from './sunset.ts';
import { TRANSFER } from './transfer.ts';

const ROWS: Record<StageKind, StageKindRow> = {
  cocreate: COCREATE,
  sunset: SUNSET,
  transfer: TRANSFER,
  'hand-off': HAND_OFF,
};

/** The workflow of a kind of stage, as data. */
export const stageKindOf = ({ kind }: { kind: StageKind }): StageKindRow => ROWS[kind];
