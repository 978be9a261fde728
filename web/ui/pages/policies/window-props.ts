import type { WindowForm } from './policy-form.ts';

/** What each part of a time window works with. */
export interface WindowProps {
  readonly window: WindowForm;
  /** In the policy. */
  readonly index: number;
  readonly errorAt: (field: string) => string | undefined;
  readonly onBlur: (field: string) => void;
  readonly onChange: (window: WindowForm, field: string) => void;
}
