import { autocompletion } from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { PromQLExtension } from '@prometheus-io/codemirror-promql';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Call } from '../api/client.ts';
import type { ReadPrometheus } from '../api/prometheus.ts';
import { catalogueQueries } from '../api/series-catalogue.ts';
import { useServices } from '../app/services.ts';
import { type AskText, useAskText } from './asked-text.ts';
import { CodeField } from './code-field.tsx';
import type { EditorProps } from './editor-props.ts';
import { metricInfo } from './metric-info.ts';
import { scopedPrometheusClient } from './prometheus-client.ts';
import { promqlInfo } from './promql-info.ts';
import { scopeLint } from './scope-lint.ts';
import { wordInfo } from './word-info.ts';

/** A PromQL editor with completion, lint and hover for one scope. */
export function PromqlEditor(props: EditorProps) {
  const { scope } = props;
  const { call, readPrometheus: read } = useServices();
  const client = useQueryClient();
  const ask = useAskText();
  const language = useMemo(
    () => promql({ call, read, client, scope, ask }),
    [call, read, client, scope, ask],
  );
  return <CodeField {...props} language={language} />;
}

interface Knowledge {
  readonly call: Call;
  readonly read: ReadPrometheus;
  readonly client: QueryClient;
  readonly scope: string;
  readonly ask: AskText;
}

function promql({ call, read, client, scope, ask }: Knowledge): Extension {
  const queries = catalogueQueries(read, scope);
  const remote = scopedPrometheusClient(queries, client);
  return [
    new PromQLExtension().setComplete({ remote }).activateLinter(false).asExtension(),
    autocompletion(),
    scopeLint(
      (query, signal) =>
        call('scopes.explain', { params: { scope }, body: { language: 'promql', query }, signal }),
      ask,
    ),
    wordInfo(promqlInfo((metric) => metricInfo(queries, client, metric))),
  ];
}
