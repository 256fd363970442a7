# As lua-goroutines, with 4,000 interpreters, more orders, and moves at every
# check.
data=${data%-large}
# shellcheck source=tests/realworld/programs/lua-goroutines/common.sh
. "$data/common.sh"
cases=(many1 many2 many4 each1 each2 each4 seeds)
# 60 million calls; 5 million each.
declare -A stress=([many1]=500 [many2]=500 [many4]=500 [seeds]=100)
declare -A limit=([many1]=1200 [many2]=1200 [many4]=1200 [each1]=1800 [each2]=1800 [each4]=1800 [seeds]=1800)

run() {
  case $1 in
    many*) interpreters "${1#many}" 500 ;;
    each*) interpreters "${1#each}" 40 ;;
    seeds) seeds 1000 1099 40 ;;
  esac
}
