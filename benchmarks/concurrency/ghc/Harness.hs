-- | Measures as ../harness.h does, which says what is printed.
module Harness
  ( Stopwatch, begin, end, report, reportDifference, reportBytes
  , require, residentBytes, runWork
  ) where

import Control.Concurrent (runInUnboundThread)
import Control.Monad (unless)
import Data.Word (Word64)
import GHC.Clock (getMonotonicTimeNSec)
import System.CPUTime (getCPUTime)
import System.Environment (getArgs, getProgName)
import System.Exit (ExitCode (..), die, exitWith)
import System.IO (hPutStrLn, stderr)
import Text.Read (readMaybe)

-- | CPU time of the process and time of the clock, in nanoseconds; while it
-- runs, less what they were at its beginning.
data Stopwatch = Stopwatch !Integer !Integer

clocks :: IO (Integer, Integer)
clocks = do
  wall <- getMonotonicTimeNSec :: IO Word64
  cpu <- getCPUTime  -- picoseconds
  return (cpu `div` 1000, fromIntegral wall)

begin :: IO Stopwatch
begin = do
  (cpu, wall) <- clocks
  return $! Stopwatch (-cpu) (-wall)

end :: Stopwatch -> IO Stopwatch
end (Stopwatch cpu wall) = do
  (cpuNow, wallNow) <- clocks
  return $! Stopwatch (cpu + cpuNow) (wall + wallNow)

report :: String -> Int -> Stopwatch -> IO ()
report measure operations (Stopwatch cpu wall) = putStrLn $
  "{\"measure\": " ++ show measure ++ ", \"operations\": " ++ show operations
    ++ ", \"cpu_ns\": " ++ show cpu ++ ", \"wall_ns\": " ++ show wall ++ "}"

-- | What the first took more than the second, and at least something; of all.
reportDifference :: String -> Int -> [(Stopwatch, Stopwatch)] -> IO ()
reportDifference measure operations pairs =
  report measure operations (Stopwatch (difference cpu) (difference wall))
  where
    cpu (Stopwatch time _) = time
    wall (Stopwatch _ time) = time
    difference of_ = max 1 (sum [of_ with - of_ without | (with, without) <- pairs])

reportBytes :: Int -> Int -> IO ()
reportBytes operations bytes = putStrLn $
  "{\"measure\": \"bytes\", \"operations\": " ++ show operations
    ++ ", \"bytes\": " ++ show bytes ++ "}"

-- | Ends the program if something else has been done than should be.
require :: Bool -> String -> IO ()
require condition what = unless condition $ die ("wrong result: " ++ what)

residentBytes :: IO Int
residentBytes = do
  text <- readFile "/proc/self/statm"
  return $! read (words text !! 1) * 4096

-- | Does the work that the command line names, on a thread of Haskell's: main's
-- has one of the system's for itself.
runWork :: [(String, Int -> IO ())] -> IO ()
runWork works = do
  arguments <- getArgs
  name <- getProgName
  case arguments of
    [work, text] | Just count <- readMaybe text, count > 0 ->
      case lookup work works of
        Just run -> runInUnboundThread (run count)
        Nothing -> usage ("no work '" ++ work ++ "'")
    _ -> usage ("usage: " ++ name ++ " WORK COUNT")
  where
    usage text = hPutStrLn stderr text >> exitWith (ExitFailure 2)
