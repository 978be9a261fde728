/** Rows of when open incidents escalate, see `escalation/`. Instants are Unix milliseconds. */
export interface EscalationTables {
  escalation_clocks: EscalationClockRow;
}

export interface EscalationClockRow {
  incident_id: string;
  incident_key: string;
  /** From 0. */
  step: number;
  /** A `HoldReason`. */
  held_by: string | null;
  due_at_ms: number;
}
