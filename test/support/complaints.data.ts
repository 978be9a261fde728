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
    file: 'alerting/notify/service/judge-services.test.ts',
    test: 'what services answer',
  },
  {
    threads: 'grafana#44516',
    complaint: 'DingTalk is told without a signature',
    file: 'alerting/notify/service/judge-services.test.ts',
    test: 'of DingTalk',
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
];
