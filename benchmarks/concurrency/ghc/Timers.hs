-- | Threads that sleep at the same time, each to a moment of its own.
module Timers (timers) where

import Control.Concurrent
import Control.Monad
import Data.Bits (shiftR)
import Data.IORef
import Data.Word (Word32)
import GHC.Clock (getMonotonicTimeNSec)

import Countdown
import Harness

now :: IO Int
now = fromIntegral <$> getMonotonicTimeNSec

timers :: Int -> IO ()
timers count = do
  done <- newCountdown count
  tooEarly <- newIORef (0 :: Int)
  start <- now
  let first = start + 5000 * count
      spread = 1000 * count
  watch <- begin
  forM_ [0 .. count - 1] $ \i -> forkIO $ do
    let hash = fromIntegral i * 2654435761 :: Word32
        until_ = first + (spread * fromIntegral (hash `shiftR` 12)) `shiftR` 20
    begun <- now
    threadDelay $ (until_ - begun + 999) `div` 1000
    woken <- now
    when (woken < until_) $ atomicModifyIORef' tooEarly $ \n -> (n + 1, ())
    countDown done
  awaitZero done
  time <- end watch
  early <- readIORef tooEarly
  require (early == 0) "a thread woke too early"
  report "time" count time
