import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Incident } from '../../../contract/incidents.ts';
import type { Why, WhyChannel, WhyHeld } from '../../../contract/why.ts';
import { whyQuery } from '../../api/why-queries.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { reasonWords } from '../../i18n/reason-words.ts';
import { SilenceLink, silenceIn } from '../../notify/silence-link.tsx';
import { useLinkTo } from '../../scope/use-place.ts';
import { ExactInstant } from '../../time/instant.tsx';
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
            <strong>{channelName(channel, t)}</strong>: <Outcome channel={channel} />
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

function Outcome({ channel }: { readonly channel: WhyChannel }) {
  const { t } = useTranslation();
  const { outcome, refused, held, nextAt, people } = channel;
  const everyTime = held === null && channel.everyTime === true;
  const because = refused ?? held?.reason ?? null;
  const when = held?.until ?? nextAt;
  return (
    <>
      {t(`why.outcome.${outcome}`)}
      {because !== null && <> ({reasonWords(because, t)})</>}
      {when !== null && (
        <span className="dimmed">
          {', '}
          {t(everyTime ? 'why.everyTime' : 'why.next')} <ExactInstant at={when} />
        </span>
      )}
      {people !== undefined && <People people={people} />}
    </>
  );
}

/** Whom a channel of people would tell now. */
function People({ people }: { readonly people: NonNullable<WhyChannel['people']> }) {
  const { t } = useTranslation();
  if (people.length === 0) return <div className="dimmed">{t('why.nobodyBehind')}</div>;
  return (
    <ul className={classes.people}>
      {people.map(({ name, inbox, mail, until }) => (
        <li key={name}>
          {name}{' '}
          <span className="dimmed">
            {inbox && t('why.inInbox')} {t(`why.mail.${mail}`)}
            {until !== null && (
              <>
                {' '}
                <ExactInstant at={until} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
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

/** The parts of the default receiver have names of their own. */
function channelName({ id, name }: WhyChannel, t: TFunction): string {
  if (id.startsWith('inbox:')) return t('inbox.ofAuthor');
  if (id.startsWith('own-mail:')) return t('inbox.mailOfAuthor');
  if (id.startsWith('followers:')) return t('inbox.ofFollowers');
  return name ?? t('incidents.event.someChannel');
}
