import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Incident } from '../../../contract/incidents.ts';
import type { Why, WhyHeld } from '../../../contract/why.ts';
import { whyQuery } from '../../api/why-queries.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { channelWords } from '../../i18n/channel-words.ts';
import { reasonWords } from '../../i18n/reason-words.ts';
import { SilenceLink, silenceIn } from '../../notify/silence-link.tsx';
import { useLinkTo } from '../../scope/use-place.ts';
import { ExactInstant } from '../../time/instant.tsx';
import { WhyChannelLine } from './why-channel-line.tsx';
import classes from './why-panel.module.css';

/** Why people are told of an incident, or not, as it is decided now. */
export function WhyPanel({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner, id, lastEvent } = incident;
  const why = useQuery(whyQuery(call, owner, id, lastEvent));
  return (
    <section aria-label={t('why.title')}>
      <h2 className={classes.heading}>{t('why.title')}</h2>
      {why.error !== null && <FaultText error={why.error} retry={() => void why.refetch()} />}
      {why.data !== undefined && <Answer why={why.data} />}
    </section>
  );
}

function Answer({ why }: { readonly why: Why }) {
  const { t } = useTranslation();
  const { reason, channels } = why.route;
  const holding = why.holds.flatMap(({ held }) => held ?? []);
  const asked = why.holds.filter(({ held }) => held === null).map((hold) => hold.reason);
  return (
    <div className={classes.answer}>
      <p className={classes.route}>
        {reasonWords(reason, t)}
        <PolicyLink why={why} />
      </p>
      <ul className={classes.list}>
        {channels.map((channel) => (
          <li key={channel.id}>
            <strong>{channelWords(channel.id, channel.name, t)}</strong>:{' '}
            <WhyChannelLine channel={channel} />
          </li>
        ))}
      </ul>
      {holding.length > 0 && (
        <ul className={classes.list} aria-label={t('why.holds')}>
          {holding.map((held) => (
            <HeldLine key={held.reason} held={held} />
          ))}
        </ul>
      )}
      {why.escalation !== null && (
        <p className={classes.route}>
          {t('why.escalation', { step: why.escalation.step })}{' '}
          <ExactInstant at={why.escalation.dueAt} />
        </p>
      )}
      {why.status === 'firing' && asked.length > 0 && (
        <p className="dimmed small">
          {t('why.asked', {
            names: asked.map((name) => t(`why.hold.${holdKey(name)}`)).join(', '),
          })}
        </p>
      )}
    </div>
  );
}

function PolicyLink({ why }: { readonly why: Why }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  if (why.policy === null) return null;
  return (
    <>
      {' · '}
      {t('why.policy')} <Link to={linkTo(`/policies/${why.policy.id}`)}>{why.policy.name}</Link>
    </>
  );
}

function HeldLine({ held }: { readonly held: WhyHeld }) {
  const { t } = useTranslation();
  const silence = silenceIn(held);
  const detail = silence?.reason ?? held.detail;
  return (
    <li>
      {reasonWords(held.reason, t)}
      {detail !== null && detail !== '' && <span className="dimmed"> · {detail}</span>}{' '}
      {silence !== undefined && <SilenceLink id={silence.id} />}
    </li>
  );
}

const HOLDS = [
  'silenced',
  'blacklisted',
  'maintenance',
  'mute_window',
  'outside_active_windows',
  'inhibited',
  'acknowledged',
  'flapping',
] as const;

/** The service may know newer reasons than this interface. */
function holdKey(name: string): (typeof HOLDS)[number] | 'other' {
  return HOLDS.find((known) => known === name) ?? 'other';
}
