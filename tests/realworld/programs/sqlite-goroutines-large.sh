# As sqlite-goroutines, with more of everything, and moves at every check.
data=${data%-large}
# shellcheck source=tests/realworld/programs/sqlite-goroutines/common.sh
. "$data/common.sh"
cases=(many1 many2 many4 each1 each2 each4 seeds)
declare -A stress=([many1]=1000 [many2]=1000 [many4]=1000 [seeds]=200)
declare -A limit=([many1]=1200 [many2]=1200 [many4]=1200 [each1]=1800 [each2]=1800 [each4]=1800 [seeds]=1800)

build() { build_at -O2; }

run() {
  case $1 in
    many*) users "${1#many}" 1000 60 ;;
    each*) users "${1#each}" 200 8 ;;
    seeds) seeds 1000 1049 200 24 ;;
  esac
}
