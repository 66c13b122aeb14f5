/**
 * How often words turn up in reports on anything, in two classes: what a new index knows before it has read a
 * thousand reports of its own. Without it the first days' stories are told apart by words like "statement".
 */

/** In about one report in ten, each. */
export const EVERYDAY_WORDS: readonly string[] = (
  'able accused action administration afp afternoon agency agreement air allow already always amount ' +
  'announced another answer ap appear appeared approved april area ask asked attack attention august author ' +
  'authority away bad bank based bbc became become began begin behind believe best better big billion black ' +
  'board body book building business call called campaign car case cause center central century certain ' +
  'chairman chance change charge chief child city claim clear close cnn comment committee common community ' +
  'company concern condition confirmed congress continue control cost council country couple course court ' +
  'crime current data date david dead deal death december decided decision declined department despite ' +
  'detail development different director dollar early economic economy edition editor effort eight election ' +
  'email end enough especially europe evening event evidence example executive expect expected expert face ' +
  'fact family far father february federal feel field fight figure filed final financial find firm five ' +
  'follow following food force foreign form former found four free friday friend full future game gave ' +
  'general george give given global good government great ground group growing growth half hand happen ' +
  'happened hard head health hear help high history hit hold home hope hospital hour house however huge ' +
  'human hundred idea image immediately important incident include included including increase independent ' +
  'industry information inside instead interest international internet interview investigation investigator ' +
  'issue james january job john judge july june justice keep key kill killed kind large late later latest ' +
  'law lawyer lead leader leading leave left legal level life light likely line list little live local ' +
  'london long look looking lost lot low main major man manager march mark market matter mean media meeting ' +
  'member men message michael military million minister minute moment monday money morning mother move name ' +
  'nation national near nearly need network never news next night nine north note nothing november number ' +
  'october offer office officer official old open operation opposition order organization outside page ' +
  'paper parent part party past paul pay peace percent person phone photo place plan play point police ' +
  'policy political position possible post power present president press price prime private problem ' +
  'process product program project property protect provide public put quarter question quickly raised rate ' +
  'reached read real really reason recent recently record region related release released remain report ' +
  'reported reporter research resident response rest result return reuter right rise risk road role rule ' +
  'run saturday saw school second secretary security seen senior sent september service session set seven ' +
  'several share short show shown side sign significant similar since site situation six small social ' +
  'society someone something soon source south special spokesman spokesperson spokeswoman staff stage stand ' +
  'start started state statement station step stop story street strong student study sunday support sure ' +
  'suspect system taken taking talk team technology television ten term thing third thousand threat three ' +
  'thursday today together told took top total tough town trade training travel trial tried trouble true ' +
  'try tuesday turn twitter union unit united university use used using value version video view visit ' +
  'voice vote wait wanted war washington watch water website wednesday week weekend west white whole whose ' +
  'win woman women won word work worked worker working world worth write wrote xinhua yesterday york young'
).split(' ');

/** In about one report in thirty, each. */
export const USUAL_WORDS: readonly string[] = (
  'abandon ability abroad absence abuse academic academy accept access accident accompany accord account ' +
  'achieve achievement acknowledge acquire act active activist activity actor actress actual actually ad ' +
  'add addition additional address adequate adjust admit adopt adult advance advantage advice advise ' +
  'adviser advocate affair affect afraid aftermath agenda agent aggressive agreed agriculture aid aim ' +
  'aircraft airline airport alarm album alert alive allegation allege alleged allegedly alliance ally alone ' +
  'alternative amazing ambassador ambition amid analysis analyst ancient anger angry animal anniversary ' +
  'annual anonymity anonymous anticipate anybody anyone apart apartment apologize apparent apparently ' +
  'appeal application apply appoint appointment appreciate approach appropriate approval architect argue ' +
  'argument army arrange arrangement arrest arrive article artist aside aspect asset assist assistance ' +
  'assistant associate association assume athlete atmosphere attempt attend attorney attract attractive ' +
  'audience authorize available average avoid award aware awareness baby backed background balance ballot ' +
  'ban band bar barrier base basic basis battle bear beat beautiful bedroom belief belong benefit beside ' +
  'bid bill birth birthday bit blame block blog blood blow boat bodies bomb bond bonus boost border born ' +
  'boss bottom boy brain branch brand break breakfast breath bridge brief briefly bright bring broad ' +
  'broadcast broke broken brother brought budget build built burn burned bus businessman busy buy buyer ' +
  'camera camp cancel cancer candidate capability capable capacity capital capture card care career careful ' +
  'carefully carried carrier carry cash cast catch category caught celebrate celebration cell chain chair ' +
  'challenge champion championship channel chaos chapter character characterize charity cheap check ' +
  'chemical chest childhood choice choose circumstance cite citizen civil civilian clash class classic ' +
  'clean climate climb clinic clock closer clothes club coach coalition coast code cold collapse colleague ' +
  'collect collection college column combat combination combine comfortable command commander commercial ' +
  'commission commissioner commit commitment communicate communication compare comparison compete ' +
  'competition competitive competitor complain complaint complete completely complex complicated component ' +
  'comprehensive compromise computer concentrate concept concert conclude conclusion conduct conference ' +
  'confidence confident confirm conflict confront confuse connect connection conservative consider ' +
  'considerable consideration consist consistent constant constitution construct construction consult ' +
  'consultant consumer consumption contact contain content contest context contract contrast contribute ' +
  'contribution controversial controversy convention conversation convict conviction convince cool ' +
  'cooperate cooperation cope copy core corner corporate corporation correct corruption cover coverage ' +
  'crash crazy create creation creative credit crew criminal crisis critic critical criticism criticize ' +
  'cross crowd crucial cry culture cup cure currency customer cut cycle daily damage dance danger dangerous ' +
  'dark daughter deadline deadly deaths debate debt debut declare decline dedicate deep deeply defeat ' +
  'defend defendant defense deficit define definitely degree delay deliver delivery demand democracy ' +
  'democrat democratic demonstrate demonstration denied deny depart depend deploy deputy describe desert ' +
  'deserve design desire desk desperate destroy destruction detain detective determine determined device ' +
  'devote dialogue die diet differ difference difficult difficulty digital dinner diplomat diplomatic ' +
  'direct direction directly disappear disappoint disaster discipline discover discovery discuss discussion ' +
  'disease dismiss display dispute distance distribute district disturb diverse divide division divorce ' +
  'doctor document documentary domestic dominate donate donation door double doubt downtown dozen draft ' +
  'drama dramatic dramatically draw dream dress drink drive driven driver drop drove drug dry duty earn ' +
  'ease easily east eastern easy eat edge educate education effect effective efficient elect elegant ' +
  'element eliminate else embassy embrace emerge emergency emotion emotional emphasis empire employ ' +
  'employee employer empty enable encounter encourage enemy energy enforce enforcement engage engine ' +
  'engineer enhance enjoy enormous ensure enter enterprise entertainment enthusiasm entire entirely ' +
  'entrance entry environment environmental equal equipment era error escape essential establish ' +
  'establishment estate estimate ethnic everybody everyone everything everywhere evident exactly exam ' +
  'examine excellent except exchange excite exciting exclude exclusive excuse execute exercise exist ' +
  'existence existing exit expand expansion expense expensive experience experiment explain explanation ' +
  'explode explore explosion export expose expression extend extension extensive extent extra extraordinary ' +
  'extreme extremely eye facility factor factory fail failed failure fair fairly faith fall false fame ' +
  'familiar famous fashion fast favor favorite fear feature fee fell fellow female festival fewer fiction ' +
  'fierce fighter film finance finger finish fire fish fit fix flag flat fled flee flight float floor flow ' +
  'fly focus folk foot football forecast forest forget formal formally fort forth fortune forum forward ' +
  'foundation founder frame framework fraud freedom frequent frequently fresh front fuel fully fun function ' +
  'fund fundamental funeral funny furious furniture gain gang gap garden gas gate gather gay gender ' +
  'gentleman genuine gesture giant gift girl girlfriend glad glass goal god gold golden golf gone governor ' +
  'grab grade gradually grand grandfather grandmother grant grass grateful green greet grew grey gross grow ' +
  'guarantee guard guess guest guide guideline guilty gun guy habit hair hall handle hang happily happy ' +
  'harm hate headquarters heal healthy heard hearing heart heat heaven heavily heavy height helicopter hero ' +
  'hidden hide highlight highly highway hill hire historic historical hole holiday holy homeless honest ' +
  'honor horse host hostage hot hotel household housing hunt hurt husband ice ideal identify identity ' +
  'ignore ill illegal illness imagine impact implement imply import impose impossible impress impression ' +
  'impressive improve improvement inch incorrect indeed indicate indication individual industrial ' +
  'inevitable influence inform initial initially initiative injure injury inner innocent innovation inquiry ' +
  'insist inspect inspire install institute institution insurance intelligence intend intense intention ' +
  'interested interesting interim internal interpret interrupt intervention introduce introduction invade ' +
  'invasion invest investment investor invite involve involvement iron island isolated item jail jet join ' +
  'joint joke journal journey joy jump junior jury keen kept kick kid kitchen knee knife knock knowledge ' +
  'label labor lack lady lake land landscape language lap largely largest laugh launch lawmaker lawsuit lay ' +
  'layer lazy leadership league lean learn leather lecture legacy legend legislation lend length lesson ' +
  'lest letter liberal liberty library license lie lift limit limited link lip listen literally literature ' +
  'load loan lobby location lock logic logo loose lord lose loss loud love lover lower loyal luck lucky ' +
  'lunch luxury machine magazine magic mail mainly maintain majority maker male manage management manner ' +
  'manufacture manufacturer map margin marine marriage married marry mass massive master match material ' +
  'mayor meal measure mechanism medal medicine medium memorial memory mental mention merchant mere merely ' +
  'metal meter method mid middle midnight mild mile mill mind mine ministerial minor minority miracle ' +
  'mirror miss missile missing mission mistake mix mixed mixture mobile mode model moderate modern modest ' +
  'momentum monitor mood moon moral moreover mortgage mostly motion motivate motive motor mount mountain ' +
  'mouth movement movie multiple murder museum music musical musician muslim mutual mystery naked narrow ' +
  'native natural naturally nature navy neat necessarily necessary neck needed negative negotiate ' +
  'negotiation neighbor neighborhood neither nerve nervous newly newspaper nice nobody noise nomination ' +
  'nominee none nor normal normally northern nose notable notice novel nuclear nurse object objective ' +
  'obligation observe observer obtain obvious obviously occasion occasionally occupy occur ocean odd ' +
  'offense offensive offering oil older online onto operate operator opinion opponent opportunity oppose ' +
  'opposite opt option oral orange ordinary organ organic organize origin original originally otherwise ' +
  'ought outcome outer outline overall overcome overseas owe owned owner ownership pace pack package pain ' +
  'paint painting pair palace panel panic parliament participant participate participation particular ' +
  'particularly partly partner partnership passage passenger passion patient pattern pause peaceful peak ' +
  'peer penalty pension perceive perfect perform performance perhaps period permanent permission permit ' +
  'personal personally perspective persuade phase philosophy photograph photographer phrase physical pick ' +
  'picture piece pilot pink pipe pitch plane planet planned planning plant plastic plate platform player ' +
  'please pleasure plenty plot plus pocket poem poet poll pollution pool poor pop popular popularity ' +
  'population port portion portrait pose positive possess possibility possibly potential potentially pound ' +
  'pour poverty powerful practical practice praise pray precise predict prefer pregnant prepare presence ' +
  'presidency presidential pretty prevent previous previously pride priest primary prince princess ' +
  'principal principle print priority prisoner privacy probably procedure proceed profession professional ' +
  'professor profile profit progress prominent promise promote proof proper properly proposal propose ' +
  'proposed prosecutor prospect protection protester proud prove province provision psychological ' +
  'publication publicly publish publisher pull punish purchase pure purpose pursue push qualify quality ' +
  'queen quick quiet quietly quit quite quote race racial radical radio rail rain raise rally range rank ' +
  'rapid rapidly rare rarely rather rating raw react reaction ready reality realize rear rebel recall ' +
  'receive recognition recognize recommend recommendation recover recovery recruit red reduce reduction ' +
  'refer reference reflect reform refugee refuse regard regime regional register regret regular regularly ' +
  'regulate regulation regulator reject relate relation relationship relative relatively relax relevant ' +
  'relief religion religious reluctant rely remarkable remember remind remote remove rent repair repeat ' +
  'repeatedly replace reply represent representative republic reputation request require requirement rescue ' +
  'reserve resign resignation resist resistance resolution resolve resort resource respect restaurant ' +
  'restore restrict restriction retail retain retire retirement retreat reveal revenue review revolution ' +
  'reward rich rid ride ring riot rival river rock room root rough round route row royal ruin ruling rumor ' +
  'rural rush sad safe safety sail salary sample sanction sand satellite satisfy save scale scandal scene ' +
  'schedule scheme scholar science scientific scientist scope score screen script sea seal search season ' +
  'seat sector secure seek segment seize select selection sell send sense sensitive sentence separate ' +
  'sequence serious seriously servant serve setting settle settlement severe sex sexual shadow shake shape ' +
  'sharp sheet shelter shift shine ship shirt shock shoe shoot shop shopping shore shortage shortly ' +
  'shoulder shout shut sick sight signal signature silence silent silver simple simply sing singer single ' +
  'sister skill skin sky sleep slight slightly slow slowly smart smell smile smoke smooth snow soccer soft ' +
  'software soil soldier sole solid solution solve somebody somehow somewhat somewhere son song sort soul ' +
  'sound southern space spark speak speaker specialist specific specifically speech speed spend spent spin ' +
  'spirit split spokespeople sport spot spread spring square stable stadium standard star stare status stay ' +
  'steady steal steel stem stick stock stood store storm straight strange stranger strategic strategy ' +
  'stream strength stress stretch strict strike string strip strongly structure struggle studio stuff ' +
  'stupid style subject submit subsequent substance substantial succeed success successful successfully ' +
  'sudden suddenly sue suffer sufficient suggest suggestion suicide suit summer summit super supply suppose ' +
  'supreme surface surgery surprise surprised surprising surround survey survival survive survivor suspend ' +
  'sustain swear sweep sweet swim swing switch symbol sympathy tackle tactic tale talent tall tank tap ' +
  'target task taste tax taxpayer teach teacher tear teen teenager telephone tell temperature temporary ' +
  'tend tension tent terrible territory terror terrorism terrorist test testify testimony text theater ' +
  'theme theory therefore thick thin thinking thorough thoroughly threaten threw throughout throw thus ' +
  'ticket tie tight till tiny tip tired title tomorrow tone tonight tool tooth topic torture touch tour ' +
  'tourism tourist toward tower toy track tradition traditional traffic tragedy tragic trail train transfer ' +
  'transform transition translate transport transportation trap treat treatment treaty tree tremendous ' +
  'trend tribute trick trigger trip troop truck truly trust truth tube tune twice twin type typical ' +
  'typically ultimate ultimately unable uncle undergo underground understand understanding unemployment ' +
  'unfortunately uniform unique universe unknown unless unlike unlikely unusual update upper upset urban ' +
  'urge urgent user usual usually vacation valley valuable van variety various vary vast vehicle venture ' +
  'venue verdict versus veteran via vice victim victory viewer village violate violation violence violent ' +
  'virtually virus visible vision visitor vital volume voluntary volunteer voter vulnerable wage wake walk ' +
  'wall warm warn warning wash waste wave weak weakness wealth wealthy weapon wear weather web wedding ' +
  'weigh weight welcome welfare western wet wheel whenever wherever whether wide widely widespread wife ' +
  'wild willing wind window wine wing winner winter wire wise wish witness wonder wonderful wood worried ' +
  'worry worse worst wound wrap writer writing wrong yard yellow yes yield youth zone'
).split(' ');
