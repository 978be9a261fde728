import { autocompletion } from '@codemirror/autocomplete';
import { EditorState, type Extension } from '@codemirror/state';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../api/client.ts';
import { logCatalogue } from '../api/log-catalogue.ts';
import { useServices } from '../app/services.ts';
import { usePlace } from '../scope/use-place.ts';
import { type AskText, useAskText } from './asked-text.ts';
import { CodeField } from './code-field.tsx';
import type { EditorProps } from './editor-props.ts';
import { logqlColours } from './logql/logql-colours.ts';
import { type KnowledgeFor, logqlCompletion, type OptionWords } from './logql/logql-completion.ts';
import { logqlInfo } from './logql/logql-info.ts';
import { scopedKnowledge } from './logql/logql-knowledge.ts';
import { logqlFaults } from './logql/logql-lint.ts';
import { scopeLint } from './scope-lint.ts';
import { wordInfo } from './word-info.ts';

/** A LogQL editor with completion, lint and hover for one scope and the page's time range. */
export function LogqlEditor(props: EditorProps) {
  const { scope } = props;
  const { t } = useTranslation();
  const { call, readLoki } = useServices();
  const { range } = usePlace();
  const client = useQueryClient();
  const ask = useAskText();
  const catalogue = useMemo(() => logCatalogue(readLoki, scope, range), [readLoki, scope, range]);
  // Another time range is no reason to make another view, which would forget what can be undone.
  const shown = useRef(catalogue);
  useEffect(() => {
    shown.current = catalogue;
  }, [catalogue]);
  const language = useMemo(() => {
    const words: OptionWords = {
      note: (note) =>
        note === 'label' || note === 'field' || note === 'metadata'
          ? t(`logql.${note}`)
          : t(`logql.kind.${note}`),
      about: (key) => t(`logql.words.${key}`),
    };
    return logql({
      call,
      scope,
      words,
      ask,
      know: (signal) => scopedKnowledge(shown.current, client, signal),
    });
  }, [call, client, scope, ask, t]);
  return <CodeField {...props} language={language} />;
}

interface Knowledge {
  readonly call: Call;
  readonly scope: string;
  readonly know: KnowledgeFor;
  readonly ask: AskText;
  readonly words: OptionWords;
}

function logql({ call, scope, know, words, ask }: Knowledge): Extension {
  return [
    logqlColours,
    EditorState.languageData.of(() => [LANGUAGE]),
    autocompletion({ override: [logqlCompletion(know, words)] }),
    scopeLint(
      (query, signal) =>
        call('scopes.explain', { params: { scope }, body: { language: 'logql', query }, signal }),
      ask,
      logqlFaults,
    ),
    wordInfo(logqlInfo(words)),
  ];
}

const LANGUAGE = {
  closeBrackets: { brackets: ['(', '[', '{', '"', '`'] },
  commentTokens: { line: '#' },
};
