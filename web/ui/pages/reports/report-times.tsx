import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { reportTimesQuery } from '../../api/report-queries.ts';
import { useServices } from '../../app/services.ts';
import type { Form } from '../../forms/use-form.ts';
import { usePlace } from '../../scope/use-place.ts';
import { instantText } from '../../time/instant-text.ts';
import classes from '../policies/policies.module.css';
import { cronWords } from './cron-words.ts';
import type { ReportForm } from './report-form.ts';

/** When it is sent: the pattern, in words, and its next times on the clocks of its zone. */
export function ReportTimes({ form }: { readonly form: Form<ReportForm> }) {
  const { t } = useTranslation();
  const { value, errorAt, blur } = form;
  return (
    <div>
      <div className={classes.two}>
        {(['cron', 'zone'] as const).map((key) => (
          <TextInput
            key={key}
            label={t(`reports.${key}`)}
            description={t(`reports.${key}Help`)}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            spellCheck={false}
            value={value[key]}
            error={errorAt(`/${key}`)}
            onBlur={() => blur(`/${key}`)}
            onChange={(event) =>
              form.change({ ...value, [key]: event.currentTarget.value }, `/${key}`)
            }
          />
        ))}
      </div>
      <NextTimes cron={value.cron.trim()} zone={value.zone.trim()} />
    </div>
  );
}

const SETTLED_MS = 400;

function NextTimes(typed: { readonly cron: string; readonly zone: string }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const [cron] = useDebouncedValue(typed.cron, SETTLED_MS);
  const [zone] = useDebouncedValue(typed.zone, SETTLED_MS);
  const isAsked = cron !== '' && zone !== '';
  const { data, error } = useQuery({
    ...reportTimesQuery(call, owner, cron, zone),
    enabled: isAsked,
  });
  if (!isAsked || error !== null || data === undefined) return null;
  const times = data.map((at) => instantText(Date.parse(at), zone).slice(0, 16));
  return (
    <p className="dimmed small">
      {cronWords(t, { cron, zone })}
      <br />
      {t('reports.nextTimes', { times: times.join(', ') })}
    </p>
  );
}
