/** A complaint that a test elsewhere covers: it fails if we had it. */
interface Complaint {
  /** Numbers of alertmanager, others with the name of their project. */
  readonly threads: string;
  readonly complaint: string;
  readonly file: string;
  /** As the test is called, or a part of it. */
  readonly test: string;
}

const ACCEPTANCE = 'test/acceptance';

export const COVERED_ELSEWHERE: readonly Complaint[] = [
  {
    threads: '#2111, #2121',
    complaint: 'a receiver that asks for patience is not asked again, or at once',
    file: `${ACCEPTANCE}/notify-outbox.test.ts`,
    test: 'waits as long as Retry-After says',
  },
  {
    threads: '#2286',
    complaint: 'a receiver that was away is flooded when it is back',
    file: `${ACCEPTANCE}/notify-policies.test.ts`,
    test: 'a channel that was away is not flooded when it is back',
  },
  {
    threads: 'alertmanager, measured',
    complaint: 'a 400 says that nothing was taken, and the good ones were',
    file: `${ACCEPTANCE}/notify-pipeline.test.ts`,
    test: 'the good alerts of a batch are taken, the others named',
  },
  {
    threads: 'alertmanager, measured; keep, in-process',
    complaint: 'what was acknowledged is lost with the process',
    file: `${ACCEPTANCE}/notify-kill.test.ts`,
    test: 'nothing acknowledged is lost, repeats keep their id',
  },
  {
    threads: '#1276, #1688, #1689, #2733, #2750',
    complaint: 'chat services of Asia are refused, and their 200 with an error is a success',
    file: 'alerting/notify/dingtalk/dingtalk-channel.test.ts',
    test: 'unknown code',
  },
  {
    threads: 'grafana#44516',
    complaint: 'DingTalk is told without a signature',
    file: 'alerting/notify/dingtalk/dingtalk-channel.test.ts',
    test: 'the signature equals the vector',
  },
  {
    threads: '#522, #924, #3297, #3361, cortex#5672, grafana#46955',
    complaint: 'there are no pages, and thousands freeze the view',
    file: `${ACCEPTANCE}/incident-history.test.ts`,
    test: 'pages through everything once, whatever is skipped on the way',
  },
  {
    threads: 'grafana#66058',
    complaint: 'the state is lost with a rule that is changed',
    file: `${ACCEPTANCE}/notify-pipeline.test.ts`,
    test: 'a rule that gets another name while it fires goes on with its incident',
  },
  {
    threads: 'grafana#53990, grafana#76809',
    complaint: 'two of the same service tell everything twice',
    file: `${ACCEPTANCE}/notify-groups.test.ts`,
    test: 'two of the same service do not tell a group twice',
  },
  {
    threads: 'grafana#106336, grafana#99115',
    complaint: 'who may silence a rule may silence everything',
    file: `${ACCEPTANCE}/notify-silences.test.ts`,
    test: 'count only where their author may silence, and are seen only where they count',
  },
  {
    threads: 'karma#229, karma#87',
    complaint: 'a silence cannot be changed, or becomes another one',
    file: `${ACCEPTANCE}/scoped-alertmanager.test.ts`,
    test: 'adds, updates, finds and expires silences',
  },
  {
    threads: 'karma#3175, grafana#13364',
    complaint: 'who takes an alert on has to silence it',
    file: `${ACCEPTANCE}/notify-decisions.test.ts`,
    test: 'escalates step by step until somebody acknowledges',
  },
  {
    threads: 'oncall#1739, oncall#4773',
    complaint: 'history cannot be taken along, or runs formulas where it is opened',
    file: 'alerting/incidents/history/history.test.ts',
    test: "describe('CSV'",
  },
  {
    threads: 'oncall#1701, keep#5232',
    complaint: 'nobody can note what was done',
    file: `${ACCEPTANCE}/incident-history.test.ts`,
    test: 'acknowledges, assigns and annotates, each once, with who did it',
  },
  {
    threads: 'karma#4422',
    complaint: 'what a rule did before is gone with its name',
    file: `${ACCEPTANCE}/incident-history.test.ts`,
    test: 'tells the story of a rule, after its renaming and its deletion',
  },
  {
    threads: 'alloy#4976, cortex#5115',
    complaint: 'a tenant raises alerts of another',
    file: `${ACCEPTANCE}/attack-neighbour-api.test.ts`,
    test: 'raises nothing for a neighbour with the token of an environment',
  },
  {
    threads: 'keep#2992, keep#5125',
    complaint:
      'what can be done with an alert depends on where one came upon it, or does nothing there',
    file: 'test/e2e/journeys.ts',
    test: 'silences two alerts at once from the list',
  },
  {
    threads: 'keep#4489, keep#5156',
    complaint: 'counts are those of the page, and who has taken what cannot be told apart',
    file: `${ACCEPTANCE}/incident-history.test.ts`,
    test: 'counts what is open with every change',
  },
  {
    threads: 'oncall#962',
    complaint: 'there is one organization, or its people see and are told of all',
    file: 'test/contract/people-told.test.ts',
    test: 'a place of another tenant cannot be named, and nobody of another tenant is told',
  },
  {
    threads: 'alerta#604, alerta#1674',
    complaint: 'nobody can say how many alerts it takes, and it takes hundreds',
    file: 'test/bench/alerting.ts',
    test: 'at least 20,000',
  },
];

/** What users of others complain of most, by theme: threads of alertmanager unless a project is named. */
export const COMPLAINTS: Readonly<Record<string, string>> = {
  'no history': '#172 #560 #1677 #1976 #2049 #2223 karma#4422',
  'a resolve never arrives': '#226 #889 #2060 #2370 #2570 #2805 grafana#68162',
  'intervals are rounded': '#642 #676 #917 #2166 #2320 #2647 #3370',
  'repeats cannot be stopped or slowed': '#317 #860 #935 #986 #1806 #2595 #2890 nightingale#952',
  'the whole group is sent again': '#1195 #1642 #2686 #3059',
  'nothing is sent when a mute ends': '#2496 #2896 #3367 grafana#50266 grafana#80996',
  'a silence is too broad, without rights': '#1769 #3492 #4962 karma#1347',
  'patience, and another receiver': '#2111 #2121 #2145 #2932 #3359 #3743',
  'no pages, and the view freezes': '#522 #924 #3297 #3361 cortex#5672',
  'chat services of Asia': '#1276 #1688 #1689 #2733 #2750',
  tenancy: 'mimir#7278 loki#5847 alloy#4976 cortex#5115',
  grafana:
    'grafana#53990 grafana#55938 grafana#81198 grafana#45459 grafana#70462 grafana#72766 grafana#74212 grafana#66058 grafana#46955 grafana#35925 grafana#111704 grafana#110782 grafana#106336 grafana#44516',
  karma: 'karma#229 karma#625 karma#87 karma#1878',
  keep: 'keep#958 keep#2992 keep#5125 keep#4489 keep#5156',
  oncall: 'oncall#1739 oncall#4773 oncall#962 oncall#3870',
  alerta: 'alerta#278 alerta#604 alerta#1674',
};
