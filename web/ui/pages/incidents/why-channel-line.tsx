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
  const because = refused ?? held?.reason ?? null;
  // Why it was not sent is why nothing is sent now.
  const isAnswered =
    message !== null && (outcome === message.state || message.reason === (refused ?? ''));
  const when = isAnswered ? nextAt : (held?.until ?? nextAt);
  return (
    <>
      {message !== null && <Message message={message} toldAt={toldAt} />}
      {message !== null && !isAnswered && t('why.andNow')}
      {!isAnswered && t(`why.outcome.${outcome}`)}
      {!isAnswered && because !== null && <> ({reasonWords(because, t)})</>}
      {when !== null && <Aside at={when}>{t(wordsBefore(channel))}</Aside>}
      {people !== undefined && <People people={people} />}
    </>
  );
}

/** What is said before the instant of the next message. */
function wordsBefore({ outcome, held, everyTime }: WhyChannel) {
  if (outcome === 'sends_with_group' || outcome === 'sends_with_room') return 'why.at';
  // What holds it back may go on: it is asked again then, not told.
  if (held !== null) return 'why.askedAgain';
  return everyTime === true ? 'why.everyTime' : 'why.next';
}

type Told = Pick<WhyChannel, 'toldAt'>;

function Message({ message, toldAt }: { readonly message: WhyMessage } & Told) {
  const { t } = useTranslation();
  const { state, finishedAt, nextAt } = message;
  const notes = useNotes(message);
  const text = textOf(message, toldAt);
  return (
    <>
      {text === 'newMessage' && (
        <>
          {t('why.message.told')} <ExactInstant at={toldAt ?? ''} />
          {'; '}
        </>
      )}
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

/** Whoever knows that it fires is not said to have heard nothing. */
function textOf({ purpose, state }: WhyMessage, toldAt: string | null) {
  if (purpose === 'resolved') return 'endMessage';
  return toldAt !== null && state !== 'told' ? 'newMessage' : 'message';
}

/** Reasons and figures. */
function useNotes({ state, reason, attempts, digestOf, ahead }: WhyMessage): readonly string[] {
  const { t } = useTranslation();
  const tried = [state === 'told' ? 0 : attempts, ahead?.attempts ?? 0];
  return [
    ...[reason, ahead?.reason ?? null].flatMap((one) => (one === null ? [] : reasonWords(one, t))),
    ...tried.flatMap((count) => (count > 0 ? t('why.attempts', { count }) : [])),
    ...(digestOf > 0 ? [t('why.digest', { count: digestOf })] : []),
  ];
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
