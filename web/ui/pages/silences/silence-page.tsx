import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { silenceHistoryQuery, silenceQuery } from '../../api/silence-queries.ts';
import { useServices } from '../../app/services.ts';
import { Page } from '../../frame/page.tsx';
import { usePlace } from '../../scope/use-place.ts';
import { BackLink } from '../../things/back-link.tsx';
import { LatestState, useLatest } from '../../things/latest.tsx';
import { ExactInstant } from '../../time/instant.tsx';
import { nowMs } from '../../time/now.ts';
import { useZone } from '../../time/zone.ts';
import { labelsIn } from './labels-in.ts';
import { SilenceEditor } from './silence-editor.tsx';
import { blankSilence, formOfSilence, type SilenceForm } from './silence-form.ts';
import classes from './silences.module.css';

/** A silence, new or stored. */
export function SilencePage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const back = <BackLink list="/silences">{t('silences.back')}</BackLink>;
  if (id !== 'new') return <StoredSilence id={id} back={back} />;
  return (
    <Page title={t('silences.newTitle')} before={back}>
      <NewSilence />
    </Page>
  );
}

/** Of the scope that is shown, or of the place and labels that the address names. */
function NewSilence() {
  const { scope } = usePlace();
  const zone = useZone();
  const [search] = useSearchParams();
  const [openedAtMs] = useState(nowMs);
  const blank = blankSilence(search.get('place') ?? scope, zone, openedAtMs);
  const labels = labelsIn(search.get('labels'));
  const initial: SilenceForm = {
    ...blank,
    ...(labels.length === 0 ? {} : { matchers: labels }),
    ...(search.get('kind') === 'maintenance' ? { kind: 'maintenance' } : {}),
  };
  return <SilenceEditor stored={undefined} initial={initial} />;
}

function StoredSilence({ id, back }: { readonly id: string; readonly back: React.ReactNode }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const zone = useZone();
  const found = useLatest(silenceQuery(call, owner, id));
  return (
    <Page
      title={found.known?.reason.split('\n')[0] ?? t('silences.title')}
      before={back}
      beside={
        found.value !== undefined && (
          <span className="dimmed">
            {t(`silences.kind.${found.value.kind}`)} · {t(`silences.state.${found.value.state}`)}
          </span>
        )
      }
    >
      <LatestState of={found}>
        {(silence) => (
          <>
            <SilenceEditor
              key={`${silence.id} ${silence.revision}`}
              stored={silence}
              initial={formOfSilence(silence, zone)}
            />
            <History id={id} />
          </>
        )}
      </LatestState>
    </Page>
  );
}

function History({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const changes = useQuery(silenceHistoryQuery(call, owner, id)).data ?? [];
  if (changes.length === 0) return null;
  return (
    <section className={classes.history} aria-label={t('silences.history.title')}>
      <h2 className={classes.heading}>{t('silences.history.title')}</h2>
      <ul className={classes.list}>
        {changes.map(({ revision, kind, at, author }) => (
          <li key={revision}>
            <ExactInstant at={at} /> {t(`silences.history.${kind}`, { author })}
          </li>
        ))}
      </ul>
    </section>
  );
}
