import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { type Findings, findingsOf } from '../forms/pointer.ts';
import { problemText } from './problem-text.ts';
import { placeAt, readDocument } from './read-document.ts';
import type { YamlFinding } from './yaml-editor-props.ts';
import { YamlField } from './yaml-field.tsx';

interface ObjectYamlProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly onBlur: () => void;
  readonly label: string;
  readonly help: string;
  /** What the service found at the last save. */
  readonly serverFindings: Findings;
  /** What is wrong without asking anybody, e.g. that nothing is written. */
  readonly error: string | undefined;
  /** What stands beside the text and is judged with it; while one is empty, nobody is asked. */
  readonly about: readonly string[];
  /** Asks the service what it makes of the text. @throws ApiError with what is wrong */
  readonly judge: (signal: AbortSignal) => Promise<unknown>;
  readonly isReadOnly: boolean;
}

const PAUSE_MS = 600;

/**
 * The YAML of an object that the service reads: its syntax is judged here, what it says there, half a
 * second after the last change.
 */
export function ObjectYaml({
  text,
  serverFindings,
  judge,
  about,
  error,
  ...props
}: ObjectYamlProps) {
  const { t } = useTranslation();
  const [settled] = useDebouncedValue(text, PAUSE_MS);
  const read = useMemo(() => readDocument(text, null), [text]);
  const isCurrent = settled === text && text.trim() !== '' && read.faults.length === 0;
  const asked = useQuery({
    queryKey: ['object-yaml', ...about, text],
    queryFn: async ({ signal }) => {
      await judge(signal);
      return true;
    },
    enabled: isCurrent && !props.isReadOnly && about.every((part) => part !== ''),
    staleTime: 30_000,
    retry: false,
  });
  const live =
    isCurrent && asked.error instanceof ApiError
      ? findingsOf(asked.error.details)
      : new Map<string, string>();
  const found = [
    ...(error === undefined
      ? []
      : [{ from: 0, to: 0, severity: 'error' as const, message: error }]),
    ...read.faults.map(({ from, to, problem }): YamlFinding => {
      return { from, to, severity: 'error', message: problemText(problem, t) };
    }),
    ...[...live, ...(read.faults.length > 0 ? [] : serverFindings)].map(([at, message]) => {
      return { ...placeAt(read.places, at), severity: 'error' as const, message };
    }),
  ];
  const key = JSON.stringify(found);
  // The same ones are the same list, so that the editor is not told at every stroke.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is what they say
  const findings = useMemo(() => {
    return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
  }, [key]);
  return <YamlField value={text} findings={findings} {...props} />;
}
