import { Input, SegmentedControl } from '@mantine/core';
import { lazy, Suspense, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleLanguage } from '../../../contract/rules.ts';
import type { Form } from '../../forms/use-form.ts';
import { QueryEditor } from '../../query-editor/query-editor.tsx';
import classes from './rule-editor.module.css';
import { inLanguage, type RuleForm } from './rule-form.ts';

/** With the parser, which the editor loads too. */
const ComparesHint = lazy(async () => ({
  default: (await import('./compares-hint.tsx')).ComparesHint,
}));

const LANGUAGES: readonly RuleLanguage[] = ['promql', 'logql'];

/** What is asked, of metrics or of logs. */
export function ExpressionField({
  form,
  error,
}: {
  readonly form: Form<RuleForm>;
  readonly error: string | undefined;
}) {
  const { t } = useTranslation();
  const { expression, language, levels, record, scope } = form.value;
  const help = record === null ? language : 'recording';
  return (
    <>
      <LanguageChoice form={form} />
      <Input.Wrapper
        label={t('rules.editor.expression')}
        description={t(`rules.editor.expressionHelp.${help}`)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        classNames={{ description: classes.expressionHelp ?? '' }}
        error={error}
      >
        <QueryEditor
          key={language}
          language={language}
          value={expression}
          onChange={(text) =>
            form.change({ ...form.value, expression: text, source: null }, '/expression')
          }
          onBlur={() => form.blur('/expression')}
          scope={scope}
          label={t('rules.editor.expression')}
          isInvalid={error !== undefined}
        />
      </Input.Wrapper>
      {language === 'promql' &&
        record === null &&
        levels.some(({ operator }) => operator !== '') && (
          <Suspense>
            <ComparesHint expression={expression} />
          </Suspense>
        )}
    </>
  );
}

/** What was written in the other language comes back with it. */
function LanguageChoice({ form: { value, change } }: { readonly form: Form<RuleForm> }) {
  const { t } = useTranslation();
  const written = useRef<ReadonlyMap<RuleLanguage, string>>(new Map());
  return (
    <div>
      <SegmentedControl
        size="xs"
        aria-label={t('rules.editor.language.label')}
        data={LANGUAGES.map((each) => ({
          value: each,
          label: t(`rules.editor.language.${each}`),
        }))}
        value={value.language}
        onChange={(language) => {
          written.current = new Map(written.current).set(value.language, value.expression);
          const text = written.current.get(language) ?? '';
          change(inLanguage(value, language, text), '/language');
        }}
      />
    </div>
  );
}
