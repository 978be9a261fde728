import type { Shape } from './document-shape.ts';
import type { KnownValues } from './yaml-options.ts';

/** What is wrong with a document, between two UTF-16 offsets, `to` exclusive. */
export interface YamlFinding {
  readonly from: number;
  readonly to: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

export interface YamlEditorProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onBlur?: () => void;
  readonly label: string;
  readonly findings: readonly YamlFinding[];
  /** What the document may say; null: nobody here knows. */
  readonly shape?: Shape | null;
  /** Values for completion. */
  readonly known?: KnownValues;
  readonly isReadOnly?: boolean;
}
