/** Words that carry no topic: function words, and the furniture of news prose ("said", "year", "told"). */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    "a about above after again against all also am an and any are aren't as at be because been before being below " +
    "between both but by came can can't cannot come could couldn't day did didn't do does doesn't doing don't down " +
    'during each even ever few first for from further get go going got had has have having he her here hers herself ' +
    "him himself his how i if in into is isn't it its itself just know last let's like made make making many may me " +
    'might month more most mr mrs ms much must my myself new no nor not now of off on once one only or other ought ' +
    'our ours ourselves out over own people per said same say says see shall she should since so some still such ' +
    'take than that the their theirs them themselves then there these they think this those though through time to ' +
    'told too took two under until up upon us very want was wasn way we week well went were what when where which while ' +
    "who whom why will with within without won't would year years years' yet you your yours yourself according add " +
    "added around back it's that's he's she's i'm i've we're we've they're they've there's what's who's you're " +
    "hasn't haven't hadn't weren't wouldn't shouldn't shan't"
  ).split(' '),
);

export const STOP_WORDS_HAN: ReadonlySet<string> = new Set(
  (
    '的 了 在 是 我 有 和 就 不 人 都 一 一个 一個 上 也 很 到 说 說 要 去 你 会 會 着 著 没有 沒有 看 好 自己 这 這 那 为 為 与 與 及 等 ' +
    '对 對 从 從 被 把 将 將 而 并 並 但 或 其 之 于 於 以 由 向 中 后 後 前 时 時 个 個 位 名 该 該 此 还 還 已 已经 已經 可以 可能 ' +
    '因为 因為 所以 如果 表示 认为 認為 称 稱 进行 進行 通过 通過 他 她 它 他们 他們 我们 我們 你们 你們 这个 這個 那个 那個 这些 這些 ' +
    '那些 日 月 年 记者 記者 报道 報道 報導 目前 其中 以及 对于 對於 关于 關於'
  ).split(' '),
);
