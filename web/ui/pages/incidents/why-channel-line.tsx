import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WhyChannel, WhyMessage } from '../../../contract/why.ts';
import { reasonWords } from '../../i18n/reason-words.ts';
import { ExactInstant } from '../../time/instant.tsx';
import classes from './why-panel.module.css';

/** What became of the newest message to a channel, and then what happens next. */
export function WhyChannelLine({ channel }: { readonly channel: WhyChannel }) {
  const { t } = useTranslation();
  const { outcome, message, toldAt, refused, held, nextAt, people } = channel;
  const isAnswered = message !== null && outcome === message.state;
  const because = refused ?? held?.reason ?? null;
  const when = isAnswered ? nextAt : (held?.until ?? nextAt);
  const isNewer = message !== null && message.state !== 'told' && message.purpose !== 'resolved';
  return (
    <>
      {message !== null && <Message message={message} />}
      {isNewer && toldAt !== null && <Aside at={toldAt}>{t('why.toldBefore')}</Aside>}
      {message !== null && !isAnswered && t('why.andNow')}
      {!isAnswered && t(`why.outcome.${outcome}`)}
      {!isAnswered && because !== null && <> ({reasonWords(because, t)})</>}
      {when !== null && <Aside at={when}>{t('why.next')}</Aside>}
      {people !== undefined && <People people={people} />}
    </>
  );
}

function Message({ message }: { readonly message: WhyMessage }) {
  const { t } = useTranslation();
  const { state, purpose, reason, attempts, digestOf, nextAt, finishedAt, ahead } = message;
  const text = purpose === 'resolved' ? 'endMessage' : 'message';
  const why = [reason, ahead?.reason ?? null].filter((one) => one !== null);
  const notes = [
    ...why.map((one) => reasonWords(one, t)),
    ...(state !== 'told' && attempts > 0 ? [t('why.attempts', { count: attempts })] : []),
    ...(ahead !== null && ahead.attempts > 0 ? [t('why.attempts', { count: ahead.attempts })] : []),
    ...(digestOf > 0 ? [t('why.digest', { count: digestOf })] : []),
  ];
  return (
    <>
      {t(`why.${text}.${state}`)}
      {finishedAt !== null && (
        <>
          {' '}
          <ExactInstant at={finishedAt} />
        </>
      )}
      {notes.length > 0 && <> ({notes.join(' · ')})</>}
      {nextAt !== null && <Aside at={nextAt}>{t('why.nextTry')}</Aside>}
    </>
  );
}

function Aside({ at, children }: { readonly at: string; readonly children: ReactNode }) {
  return (
    <span className="dimmed">
      {', '}
      {children} <ExactInstant at={at} />
    </span>
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
