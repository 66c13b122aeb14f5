/** The facts of the five seed articles in other, fewer words, and the topics that each belongs to. */
export interface SeedArticle {
  readonly name: string;
  readonly title: string;
  readonly body: string;
  readonly topics: readonly string[];
  /** Topics that may match or not. */
  readonly either?: readonly string[];
}

export const seedArticles: readonly SeedArticle[] = [
  {
    name: 'SignalDesk: Mandarin speakers',
    title: 'OpenAI looks for Mandarin speakers while China stays shut out',
    topics: ['openai-china-access', 'mandarin-hiring', 'asia-hubs', 'china-trademarks'],
    body: `OpenAI has advertised jobs for people who speak Mandarin, for developers and clients across Asia-Pacific.
The roles are developer experience engineers in Singapore and growth partner managers in San Francisco.

The company still bars users in mainland China, Hong Kong and Macau from ChatGPT and its API. It has no office there;
its outposts include Singapore, Tokyo and London.

China has 9.4 million software developers, a third of the world's. Many reach American models through VPNs or relays,
and look for the best tools on the US market.

Two things to watch: whether regional hubs grow in Singapore or elsewhere in Asia-Pacific, and whether registrations of
ChatGPT and GPT as trademarks in China point to plans to protect the names or to enter the market.`,
  },
  {
    name: 'Mashable: block API access',
    title: 'OpenAI is said to cut API access in China, and local rivals move in',
    topics: ['openai-china-access', 'chinese-alternatives', 'us-policy'],
    body: `Users in China were told by e-mail that OpenAI would take further measures from July 9 against API traffic from
regions that it does not support, the state-owned Securities Times reported, according to Reuters.

ChatGPT was never offered in mainland China, but start-ups there have built products on the API.

The reason is not known. OpenAI lately closed five covert influence operations, one of them the Chinese network
Spamouflage. The Biden administration calls generative AI a security risk and, in its executive order on AI, requires
tests of foundation models.

Baidu offers free migration to its Ernie chatbot with extra tokens for Ernie 3.5. Alibaba Cloud gives tokens for
Qwen-plus, and Zhipu AI runs a "Special Migration Program" for its GLM model.`,
  },
  {
    name: 'unsigned "in-depth analysis"',
    title: 'What it means that OpenAI halts API access in China',
    topics: ['openai-china-access', 'chinese-alternatives'],
    either: ['us-policy', 'sovereign-ai'],
    body: `OpenAI, the research lab that Elon Musk helped to found in 2015 as a non-profit organisation, said that it would
suspend access to its API for users and organisations in China.

The article names strict rules, data security and sovereignty, and strong local firms as reasons. Baidu, Alibaba and
ByteDance have put much money into AI research. Elsewhere it describes work with Tencent and a university in Hefei.

Customers may turn to Baidu, Alibaba or Huawei, to Microsoft Azure, or to Google Cloud. Europe and India are markets
where OpenAI could expand instead. Tariffs show how tense relations between the US and China are.`,
  },
  {
    name: 'Pulse: OpenAI for Singapore',
    title: 'OpenAI for Singapore',
    topics: ['asia-hubs', 'sovereign-ai'],
    body: `OpenAI is opening an office in Singapore as its hub for Southeast Asia, with a partnership of several years with
AI Singapore, the national programme at the National University of Singapore.

Together they will refine language models such as SEA-LION for the region's languages and train local engineers. The
city-state's National AI Strategy 2.0 pays for computing and research. Google and Microsoft have invested there as well.

The country is a test bed for governance with its AI Verify framework. The deal may shape the movement for "sovereign
AI", in which states build models of their own; whether it raises productivity or drains talent is open.`,
  },
  {
    name: 'Windows Central: work with China',
    title: 'Sam Altman would like to work with China; would Washington agree?',
    topics: ['openai-china-access', 'chinese-alternatives', 'us-policy', 'openai-ownership'],
    body: `OpenAI's chief executive Sam Altman told Sky News at the Paris AI Action Summit that he would like to work with
China and would try as hard as he can. Whether the US government would allow it is not clear.

DeepSeek's R1 and V3 were trained at a lower cost, although US sanctions limit which semiconductors reach China.
Nvidia lost $600 billion in value.

OpenAI's API is offered in over 180 countries and territories. China, Iran, North Korea, Russia and Syria are not among
them, and accounts that get round the limits may be suspended.

Elon Musk bid $97.4 billion for OpenAI; Altman turned it down and said that the company is not for sale. It was close to
bankruptcy last year and is pressed to become a for-profit company.`,
  },
];

/** Other news, as it comes in every day. */
export const otherArticles: readonly SeedArticle[] = [
  {
    name: 'a bank in Singapore',
    title: 'DBS opens a new Singapore office',
    body: 'The bank said its Singapore headquarters would house 5,000 staff. Tellers use a chatbot to sort questions.',
    topics: [],
  },
  {
    name: 'beef',
    title: 'China blocks beef imports from three plants',
    body: 'Beijing suspended access for the plants. The US government said it would raise the matter.',
    topics: [],
  },
  {
    name: 'a film',
    title: 'Trademark humour in a film from Hong Kong',
    body: 'The director, who speaks Mandarin, hired amateurs. Critics said the jokes raised his stock.',
    topics: [],
  },
  {
    name: 'chips',
    title: 'Commerce Department weighs tighter export controls on AI chips for China',
    body: 'Officials in Washington want to close gaps in the rules. Nvidia warned of lost sales.',
    topics: ['us-policy'],
  },
  {
    name: 'a funding round',
    title: 'OpenAI raises $6.6 billion at a valuation of $157 billion',
    body: 'Thrive Capital led the round. Microsoft and SoftBank took part.',
    topics: ['openai-ownership'],
  },
  {
    name: 'a Chinese report on the block',
    title: 'OpenAI將於7月9日起封鎖中國API流量',
    body: '多名中國開發者收到郵件，稱其所在地區不受支援。百度智能雲與阿里雲隨即推出遷移計劃，通義千問降價。',
    topics: ['openai-china-access', 'chinese-alternatives'],
  },
  {
    name: 'a Chinese report on jobs',
    title: 'OpenAI招聘会说普通话的工程师',
    body: '这家公司在新加坡的办公室开放两个职位，要求应聘者普通话流利。',
    topics: ['mandarin-hiring', 'asia-hubs'],
  },
  {
    name: 'Chinese house prices',
    title: '上海二手房成交回暖',
    body: '中介称，看房人数增加。银行下调贷款利率。',
    topics: [],
  },
  {
    name: 'an office in Tokyo',
    title: 'OpenAI在东京设立办事处',
    body: '这是亚洲首个办公室。',
    topics: ['asia-hubs'],
  },
  {
    name: 'Azure in China',
    title: 'Microsoft keeps OpenAI models on offer in China',
    body: "Customers there still have access to OpenAI's models through Azure, the company said.",
    topics: ['openai-china-access'],
  },
  {
    name: 'accounts of hackers',
    title: 'OpenAI bans accounts tied to Chinese hackers',
    body: 'The accounts used ChatGPT for research.',
    topics: [],
  },
  {
    name: 'a fund in Singapore',
    title: 'Singapore-based fund backs Anthropic',
    body: 'The sovereign wealth fund led a round of $3 billion.',
    topics: [],
  },
  {
    name: 'a bill in Washington',
    title: '美国议员提案禁止政府设备使用DeepSeek',
    body: '中国外交部回应。',
    topics: ['chinese-alternatives', 'us-policy'],
  },
  {
    name: 'a trademark in Washington',
    title: "USPTO rejects OpenAI's bid to trademark GPT",
    body: 'The office called the term descriptive.',
    topics: [],
  },
  {
    name: 'a racing driver',
    title: 'Kimi wins in Monaco',
    body: 'The Finn led from the start, and Ernie the dog watched.',
    topics: [],
  },
  {
    name: 'control of OpenAI',
    title: 'OpenAI says that its nonprofit will keep control',
    body: 'The company dropped a plan to convert.',
    topics: ['openai-ownership'],
  },
];
