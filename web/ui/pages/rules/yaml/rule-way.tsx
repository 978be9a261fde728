import { Alert, SegmentedControl } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Form } from '../../../forms/use-form.ts';
import type { RuleForm } from '../rule-form.ts';

const WAYS = ['form', 'yaml'] as const;
type Way = (typeof WAYS)[number];

/** Form or YAML: what one says is what the other shows, and nothing that was typed is lost. */
export function RuleWay({ form }: { readonly form: Form<RuleForm> }) {
  const { t } = useTranslation();
  const { turn, stays } = useTurn(form);
  return (
    <>
      <SegmentedControl
        size="xs"
        w="fit-content"
        aria-label={t('yaml.way.label')}
        value={form.value.yaml === undefined ? 'form' : 'yaml'}
        data={WAYS.map((value) => ({ value, label: t(`yaml.way.${value}`) }))}
        onChange={(way) => void turn(way === 'yaml' ? 'yaml' : 'form')}
      />
      {stays !== null && form.value.yaml?.text === stays.text && (
        <Alert color="gray" role="status">
          {t('yaml.stay', { reason: stays.reason })}
        </Alert>
      )}
    </>
  );
}

function useTurn(form: Form<RuleForm>) {
  const { t } = useTranslation();
  const written = useRef<{ readonly text: string; readonly form: RuleForm }>(null);
  const [stays, setStays] = useState<{ readonly text: string; readonly reason: string } | null>(
    null,
  );
  const turn = async (way: Way) => {
    // With the reader of YAML, which nobody needs who fills in the form.
    const { backToForm, formOfText, ruleTextOf } = await import('./rule-document.ts');
    setStays(null);
    const { value } = form;
    if (way === 'yaml') {
      const text = ruleTextOf(value);
      written.current = { text, form: value };
      form.change(formOfText(value, text), '/yaml');
      return;
    }
    const back = backToForm(value, written.current);
    if (back.kind === 'form') form.change(back.form, '/yaml');
    else {
      const reason =
        back.kind === 'unread'
          ? t('yaml.stayUnread')
          : t('yaml.stayMembers', { members: back.members.join(', ') });
      setStays({ text: value.yaml?.text ?? '', reason });
    }
  };
  return { turn, stays };
}
