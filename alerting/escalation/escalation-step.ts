/** Who is told when nobody has taken an incident on; at most five to a policy. */
export interface EscalationStep {
  /** Since the incident began to be told; grows from step to step. */
  readonly afterMs: number;
  /** Channel ids, at least one. */
  readonly channels: readonly string[];
}
