import { Alert, Anchor, Checkbox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SilencePreview } from '../../../contract/silences.ts';
import { errorWords } from '../../api/error-words.ts';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import type { Form } from '../../forms/use-form.ts';
import { LabelChips } from '../../lists/label-chip.tsx';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { SeverityBadge } from '../../severity/severity-badge.tsx';
import { ExactInstant } from '../../time/instant.tsx';
import { useZone } from '../../time/zone.ts';
import { checkSilence } from './check-silence.ts';
import { inputOfSilence, type SilenceForm } from './silence-form.ts';
import classes from './silences.module.css';

const PAUSE_MS = 400;
/** The service may ask for the reason; what it would mute does not depend on it. */
const ANY_REASON = 'preview';

/** What the silence would mute, as one types. */
export function SilencePreviewPanel({ form }: { readonly form: Form<SilenceForm> }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const zone = useZone();
  const [settled] = useDebouncedValue(form.value, PAUSE_MS);
  const asked = { ...settled, reason: ANY_REASON, confirmBroad: false };
  const isComplete = checkSilence(asked, zone, t).size === 0;
  const body = inputOfSilence(asked, zone);
  const found = useQuery({
    queryKey: [...ownerKey(owner), 'silence-preview', body],
    queryFn: ({ signal }) => call('silences.preview', { params: { owner }, body, signal }),
    enabled: isComplete,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    retry: false,
  });
  return (
    <section className={classes.preview} aria-label={t('silences.preview.title')}>
      <h2 className={classes.heading}>{t('silences.preview.title')}</h2>
      {!isComplete && <p className="dimmed">{t('silences.preview.incomplete')}</p>}
      {isComplete && found.error !== null && (
        <p className="dimmed">{errorWords(found.error, t).detail}</p>
      )}
      {isComplete && found.error === null && found.data !== undefined && (
        <Muted preview={found.data} form={form} />
      )}
    </section>
  );
}

function Muted({
  preview,
  form,
}: {
  readonly preview: SilencePreview;
  readonly form: Form<SilenceForm>;
}) {
  const { t } = useTranslation();
  const { incidents, ofIncidents, rules, ofRules, broad, mutedRules, spans } = preview;
  const isNarrowed = preview.places.join() !== form.value.scope;
  return (
    <>
      <Breadth broad={broad} form={form} />
      {isNarrowed && (
        <p className="small">
          {t('silences.preview.places', { places: preview.places.join(', ') })}
        </p>
      )}
      <p>{t('silences.preview.incidents', { count: incidents, of: ofIncidents })}</p>
      <Incidents preview={preview} />
      <p>{t('silences.preview.rules', { count: rules, of: ofRules })}</p>
      <ul className={classes.list}>
        {mutedRules.map(({ ruleId, title, muted, alerts }) => (
          <li key={`${ruleId} ${title}`}>
            {title}{' '}
            <span className="dimmed figures">
              {t('silences.preview.alerts', { muted, count: alerts })}
            </span>
          </li>
        ))}
      </ul>
      {form.value.recurs && (
        <>
          <p>{t('silences.preview.spans')}</p>
          <ul className={classes.list}>
            {spans.map(({ startsAt, endsAt }) => (
              <li key={startsAt}>
                <ExactInstant at={startsAt} />
                {endsAt !== null && (
                  <>
                    {' – '}
                    <ExactInstant at={endsAt} />
                  </>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Incidents({ preview: { mutedIncidents } }: { readonly preview: SilencePreview }) {
  const linkTo = useLinkTo();
  return (
    <ul className={classes.list}>
      {mutedIncidents.slice(0, 10).map(({ id, title, severity, labels }) => (
        <li key={id} className={classes.incident}>
          <SeverityBadge severity={severity} />
          <Anchor component={Link} size="sm" to={linkTo(`/incidents/${id}`)}>
            {title}
          </Anchor>
          <LabelChips labels={labels} most={3} />
        </li>
      ))}
    </ul>
  );
}

function Breadth({
  broad,
  form,
}: {
  readonly broad: SilencePreview['broad'];
  readonly form: Form<SilenceForm>;
}) {
  const { t } = useTranslation();
  if (broad.length === 0) return null;
  return (
    <Alert color="danger" title={t('silences.broad.title')} role="status">
      <ul className={classes.list}>
        {broad.map((reason) => (
          <li key={reason}>{t(`silences.broad.${reason}`)}</li>
        ))}
      </ul>
      <Checkbox
        mt={8}
        size="xs"
        label={t('silences.broad.confirm')}
        checked={form.value.confirmBroad}
        onChange={(event) =>
          form.change({ ...form.value, confirmBroad: event.currentTarget.checked }, '/confirmBroad')
        }
      />
    </Alert>
  );
}
